"""The job as most people write it in Streamlit: read_csv + @st.cache_data, Altair, whole-script reruns."""

import os

import altair as alt
import pandas as pd
import streamlit as st

DATA = os.environ["BENCH_DATA"]
st.set_page_config(page_title="Health plan", layout="wide")


@st.cache_data
def load():
    obs = pd.read_csv(f"{DATA}/observations.csv", parse_dates=["quarter"])
    ind = pd.read_csv(f"{DATA}/indicators.csv", parse_dates=["baseline_date", "midterm_date", "target_date"])
    return obs, ind


def marks(row):
    return pd.DataFrame(
        {
            "quarter": [row.baseline_date, row.midterm_date, row.target_date],
            "value": [row.baseline, row.midterm, row.target],
            "mark": ["baseline", "mid-term", "final"],
        }
    )


def home():
    obs, ind = load()
    st.title("Health plan: progress")
    pref = obs[obs.area_id == "P0"]
    cols = st.columns(2)
    table = []
    for n, row in enumerate(ind.head(5).itertuples()):
        s = pref[pref.indicator_id == row.indicator_id]
        y = alt.Y("value:Q", scale=alt.Scale(zero=False), title=row.unit)
        line = alt.Chart(s).mark_line().encode(x=alt.X("quarter:T", title=None), y=y)
        pts = (
            alt.Chart(marks(row))
            .mark_point(size=80, filled=True)
            .encode(x="quarter:T", y="value:Q", color=alt.Color("mark:N", title=None))
        )
        with cols[n % 2]:
            st.subheader(row.name)
            st.altair_chart((line + pts).properties(height=240), width="stretch")
        last = s.value.iloc[-1]
        table.append(
            (
                row.name,
                row.baseline,
                last,
                row.midterm,
                row.target,
                round(100 * (last - row.baseline) / (row.target - row.baseline), 1),
            )
        )
    st.dataframe(
        pd.DataFrame(table, columns=["Indicator", "Baseline", "Latest", "Mid-term", "Final", "Progress %"]),
        hide_index=True,
    )


def region():
    obs, _ = load()
    st.title("Health plan: region")
    areas = obs[(obs.level == "area") & obs.area_id.str.startswith("P0A")]
    name = st.selectbox("Area", sorted(areas.area_name.unique()))
    one = obs[obs.indicator_id == "I01"]
    s = one[one.area_name.isin([name, "Prefecture", "Prefecture P0"])]
    st.altair_chart(
        alt.Chart(s)
        .mark_line(point=True)
        .encode(
            x=alt.X("quarter:T", title=None),
            y=alt.Y("value:Q", scale=alt.Scale(zero=False)),
            color=alt.Color("area_name:N", title=None),
        )
        .properties(height=280, title=name),
        width="stretch",
    )
    rank = areas[(areas.indicator_id == "I01") & (areas.quarter == areas.quarter.max())]
    st.altair_chart(
        alt.Chart(rank)
        .mark_bar()
        .encode(
            y=alt.Y("area_name:N", sort="-x", title=None),
            x=alt.X("value:Q", scale=alt.Scale(zero=False)),
            color=alt.condition(alt.datum.area_name == name, alt.value("#d62728"), alt.value("#9ecae1")),
        )
        .properties(height=280),
        width="stretch",
    )


st.navigation([st.Page(home, title="Overview", default=True), st.Page(region, title="Region", url_path="region")]).run()
