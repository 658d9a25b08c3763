// Meeting mode's bar and keys. Presses are counted here and the server is told the stop where they end, for it draws more
// slowly than a hurried speaker presses. Each stop begins at its top, has the focus, and its words are as large as fit.
export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector("nav");
  const place = bar.querySelector("span");
  const last = data.stops.length - 1;
  const here = data.stops.findIndex(([name]) => name === data.stop);
  const page = document.querySelector('[data-testid="stMain"]');
  // What arrives on the way to where the presses end is passed by; a way back of the browser is not.
  if (!bar.going || bar.target === here) {
    bar.target = here;
    bar.going = false;
  }
  say();
  arrive();

  function say() {
    place.textContent = `${bar.target + 1}／${last + 1}`;
    const [back, next] = bar.querySelectorAll("button");
    back.disabled = bar.target === 0;
    next.disabled = bar.target === last;
  }

  function go(target) {
    const stop = Math.max(0, Math.min(last, target));
    if (stop === bar.target) return;
    bar.target = stop;
    bar.going = true;
    say();
    setTriggerValue("stop", data.stops[stop][0]);
  }

  function arrive() {
    cancelAnimationFrame(bar.frame);
    if (bar.arrived === data.stop) return;
    const head = document.querySelector("[data-stop]");
    if (head?.dataset.stop !== data.stop) {
      bar.frame = requestAnimationFrame(arrive);
      return;
    }
    bar.arrived = data.stop;
    page.scrollTop = 0;
    head.querySelector("h1").focus({ preventScroll: true });
    fit();
  }

  // Words are as large as the stop still stands on one screen, within what looks right; pictures and tables only shrink.
  function fit() {
    const stop = document.querySelector('[class*="st-key-stop_"]');
    if (!stop) return;
    const isWords = stop.matches(".st-key-stop_words, .st-key-stop_text");
    const property = isWords ? "fontSize" : "zoom";
    let share = isWords ? 145 : 100;
    do stop.style[property] = `${share}%`;
    while (page.scrollHeight > page.clientHeight && (share -= 5) >= 60);
  }

  function press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const element = event.composedPath()[0];
    if (element.closest?.("input, textarea, select, [role=combobox], [role=listbox], [role=slider]")) return;
    const isSpace = event.key === " ";
    if (isSpace && element.closest?.("button, a, summary")) return;
    if (event.key === "Escape") return setTriggerValue("leave", true);
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key] || (isSpace && (event.shiftKey ? -1 : 1));
    if (event.key === "Home") go(0);
    else if (event.key === "End") go(last);
    else if (!step) return;
    else if (event.key.startsWith("Arrow") || !turn(step)) go(bar.target + step);
    event.preventDefault();
  }

  // A stop that is longer than the screen is read to its end before the next one comes.
  function turn(step) {
    const left = step > 0 ? page.scrollHeight - page.clientHeight - page.scrollTop : page.scrollTop;
    if (bar.going || left < 8) return false;
    page.scrollBy({ top: step * page.clientHeight * 0.85 });
    return true;
  }

  for (const button of bar.querySelectorAll("button")) {
    button.onclick = () => (button.value === "leave" ? setTriggerValue("leave", true) : go(bar.target + Number(button.value)));
  }
  // The function runs again with every change of data; only the newest listener may stay.
  document.removeEventListener("keydown", bar.press);
  removeEventListener("resize", bar.fit);
  bar.grown?.disconnect();
  bar.press = press;
  bar.fit = fit;
  // Parts of a stop come after its head.
  bar.grown = new ResizeObserver(() => page.scrollHeight > page.clientHeight && fit());
  document.addEventListener("keydown", press);
  addEventListener("resize", fit);
  bar.grown.observe(page.firstElementChild);
  return () => {
    document.removeEventListener("keydown", press);
    removeEventListener("resize", fit);
    bar.grown.disconnect();
  };
}
