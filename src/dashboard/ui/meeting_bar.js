// Meeting mode's bar: buttons and the keys ← → Esc, which move the whole screen on the server.
export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector("nav");
  const steps = { ArrowLeft: "back", ArrowRight: "next", Escape: "leave" };
  for (const button of bar.querySelectorAll("button")) {
    button.onclick = () => setTriggerValue("step", button.value);
  }
  bar.querySelector("span").textContent = data.place;

  const typing = (element) => element.closest?.("input, textarea, select, [role=combobox], [role=listbox], [role=slider]");
  const press = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.composedPath()[0])) return;
    if (steps[event.key]) setTriggerValue("step", steps[event.key]);
  };
  // The function runs again with every change of data; only the newest listener may stay.
  document.removeEventListener("keydown", bar.press);
  bar.press = press;
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
