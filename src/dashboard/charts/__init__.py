"""The pictures: each module turns values and an indicator into a Picture (an Altair chart with its words and table)."""
