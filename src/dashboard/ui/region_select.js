// The box for a region: another one is chosen as in a picture, so all pictures and parts of the page show it at once, and
// the server hears of it (chosen.js).
const CHOSEN = "dashboard-region";

export default function ({ data, parentElement }) {
  const select = parentElement.querySelector("select");
  const page = document.documentElement;
  const written = JSON.stringify(data.options);
  if (select.written !== written) {
    select.replaceChildren(...data.options.map(([id, name]) => new Option(name, id)));
    select.written = written;
  }
  if (!page.dataset.asked || page.dataset.asked === data.heard) select.value = data.id;
  select.onchange = () => {
    page.dataset.region = select.value;
    dispatchEvent(new CustomEvent(CHOSEN));
  };
  // Streamlit's own keys (r, c) must not hear what is typed to find a name.
  select.onkeydown = (event) => event.stopPropagation();
  removeEventListener(CHOSEN, select.chosen);
  select.chosen = () => {
    select.value = page.dataset.region;
  };
  addEventListener(CHOSEN, select.chosen);
  return () => removeEventListener(CHOSEN, select.chosen);
}
