// The box for an indicator: another one is shown at once (body_part.js), stands in the address, and then the server hears
// of it.
export default function ({ data, parentElement }) {
  const [select, spoken] = [parentElement.querySelector("select"), parentElement.querySelector("p")];
  const bodies = (window.dashboardBodies ??= { parts: new Map(), ready: new Map(), address: "", first: "", wanted: null });
  const inAddress = () => new URLSearchParams(location.search).get("indicator") ?? "";
  const written = JSON.stringify(data.options);
  if (select.written !== written) {
    select.replaceChildren(...data.options.map(([id, name]) => new Option(name, id)));
    select.written = written;
  }
  bodies.first = data.options[0][0];
  if (data.asked === bodies.wanted) {
    bodies.wanted = null;
    // The answer to a choice before, under way at a step back, has put that into the address again.
    if (inAddress() !== data.asked) {
      const address = new URL(location);
      if (data.asked) address.searchParams.set("indicator", data.asked);
      else address.searchParams.delete("indicator");
      history.replaceState(history.state, "", address);
      bodies.show?.();
    }
  }
  if (data.asked === inAddress()) select.value = data.id;

  select.onchange = () => {
    const address = new URL(location);
    address.searchParams.set("indicator", select.value);
    bodies.wanted = select.value;
    history.pushState(history.state, "", address);
    bodies.spoken = spoken;
    bodies.show?.();
    // The frame that shows it comes first. Then Streamlit takes the address as at a step through it, so that whatever is
    // pressed next goes by it too; a value of this box would come to the server alone.
    const tell = () => dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    requestAnimationFrame(() => requestAnimationFrame(tell));
  };
  // Streamlit's own keys (r, c) must not hear what is typed to find a name.
  select.onkeydown = (event) => event.stopPropagation();
  removeEventListener("popstate", select.stepped);
  select.stepped = () => {
    const asked = inAddress() || bodies.first;
    bodies.wanted = inAddress();
    if (data.options.some(([id]) => id === asked)) select.value = asked;
    bodies.show?.();
  };
  addEventListener("popstate", select.stepped);
  return () => {
    removeEventListener("popstate", select.stepped);
    bodies.wanted = bodies.spoken = null;
  };
}
