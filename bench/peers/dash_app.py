"""The job in Plotly Dash, as its guide writes it: pages, dcc.Graph, plotly express, one callback."""

import os

import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, callback, dash_table, dcc, html, page_container, register_page

DATA = os.environ["BENCH_DATA"]
obs = pd.read_csv(f"{DATA}/observations.csv", parse_dates=["quarter"])
ind = pd.read_csv(f"{DATA}/indicators.csv", parse_dates=["baseline_date", "midterm_date", "target_date"])
areas = obs[(obs.level == "area") & obs.area_id.str.startswith("P0A")]
NAMES = sorted(areas.area_name.unique())

app = Dash(__name__, use_pages=True, pages_folder="")
server = app.server


def home():
    graphs, table = [], []
    pref = obs[obs.area_id == "P0"]
    for row in ind.head(5).itertuples():
        s = pref[pref.indicator_id == row.indicator_id]
        fig = px.line(s, x="quarter", y="value", title=row.name, height=300)
        fig.add_scatter(
            x=[row.baseline_date, row.midterm_date, row.target_date],
            y=[row.baseline, row.midterm, row.target],
            mode="markers",
            name="plan",
            marker={"size": 10, "color": ["#7f7f7f", "#ff7f0e", "#d62728"]},
        )
        graphs.append(html.Div(dcc.Graph(figure=fig), style={"width": "50%"}))
        last = s.value.iloc[-1]
        table.append(
            {
                "Indicator": row.name,
                "Baseline": row.baseline,
                "Latest": last,
                "Mid-term": row.midterm,
                "Final": row.target,
                "Progress %": round(100 * (last - row.baseline) / (row.target - row.baseline), 1),
            }
        )
    return html.Div(
        [
            html.H1("Health plan: progress"),
            html.Div(graphs, style={"display": "flex", "flexWrap": "wrap"}),
            dash_table.DataTable(table),
        ]
    )


def region():
    return html.Div(
        [
            html.H1("Health plan: region"),
            dcc.Dropdown(NAMES, NAMES[0], id="area", clearable=False),
            dcc.Graph(id="line"),
            dcc.Graph(id="rank"),
        ]
    )


@callback(Output("line", "figure"), Output("rank", "figure"), Input("area", "value"))
def draw(name):
    one = obs[obs.indicator_id == "I01"]
    s = one[one.area_name.isin([name, "Prefecture", "Prefecture P0"])]
    rank = areas[(areas.indicator_id == "I01") & (areas.quarter == areas.quarter.max())].sort_values("value")
    bar = px.bar(rank, x="value", y="area_name", orientation="h", height=320)
    bar.update_traces(marker_color=["#d62728" if a == name else "#9ecae1" for a in rank.area_name])
    return px.line(s, x="quarter", y="value", color="area_name", markers=True, title=name, height=320), bar


register_page("home", path="/", layout=home)
register_page("region", path="/region", layout=region)
app.layout = html.Div([dcc.Link("Overview", href="/"), " ", dcc.Link("Region", href="/region"), page_container])

if __name__ == "__main__":
    app.run(debug=False, port=int(os.environ["PORT"]))
