// Shows a ready-made SVG with its footer as text. It is drawn on the server, so that the page, the downloads and the papers
// hold the same picture. In a place in which the letters of the wide drawing would be too small stands the narrow one; the
// server draws it when the first place of a visitor is narrow. What is pointed at says its words.
const HEAD = 60;

export default function showPicture({ data, parentElement, setTriggerValue }) {
  const figure = parentElement.querySelector("figure");
  const [drawing, words, caption, spoken] = figure.children;
  // A page that runs again hands over the same picture: whoever reads it keeps his place.
  const kept = figure.drawn === data.svg ? figure.pointed : null;
  figure.drawn = data.svg;
  drawing.replaceChildren(...[data.svg, data.narrow].filter(Boolean).map(drawn));
  const [wide, narrow] = drawing.children;
  wide.classList.add("wide");
  narrow?.classList.add("narrow");
  caption.replaceChildren(...data.footer.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.append(...inParts(line));
    return paragraph;
  }));
  const stops = new Map([...drawing.children].map((svg) => [svg, stopsOf(svg)]));
  let now = null;
  let ring = null;
  hide();

  const walks = [...stops.values()].some((list) => list.length);
  for (const [name, value] of [["tabindex", "0"], ["role", "application"], ["aria-label", `${data.title}。矢印キーで値を読みます`]])
    walks ? drawing.setAttribute(name, value) : drawing.removeAttribute(name);
  drawing.onkeydown = pressed;
  // A click is no focus: after it the keys of a meeting still walk from screen to screen.
  drawing.onmousedown = (event) => event.preventDefault();
  drawing.onpointermove = (event) => event.pointerType !== "touch" && point(event.clientX, event.clientY, REACH.mouse);
  drawing.onpointerleave = (event) => event.pointerType !== "touch" && hide();
  drawing.onclick = (event) => event.pointerType === "touch" && point(event.clientX, event.clientY, REACH.touch);
  drawing.onblur = hide;

  const elsewhere = (event) => event.composedPath().includes(drawing) || hide();
  const escape = (event) => {
    if (event.key !== "Escape" || !now) return;
    hide();
    event.stopImmediatePropagation();
  };
  const least = leastWidth(wide);
  let asked = false;
  let width = 0;
  const measured = new ResizeObserver(() => {
    if (drawing.clientWidth === width) return;
    if (width) hide();
    width = drawing.clientWidth;
    const isNarrow = width > 0 && width < least;
    figure.classList.toggle("narrowed", isNarrow && Boolean(narrow));
    if (asked || !data.asks || !isNarrow) return;
    asked = true;
    const isAnswered = () => !drawing.isConnected || Boolean(drawing.querySelector("svg.narrow"));
    askedAgain(() => setTriggerValue("narrow", true), isAnswered);
  });
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("keydown", escape, true);
  measured.observe(drawing);
  const stop = kept && stops.get(visible())?.find((each) => each.words === kept);
  if (stop) say(stop, stop.marks[0].getBoundingClientRect(), REACH.mouse);
  return () => {
    document.removeEventListener("pointerdown", elsewhere);
    document.removeEventListener("keydown", escape, true);
    measured.disconnect();
  };

  function drawn(markup) {
    const frame = document.createElement("div");
    frame.innerHTML = markup;
    return frame.firstElementChild;
  }

  function visible() {
    return [...drawing.children].find((svg) => svg.getBoundingClientRect().width);
  }

  function point(x, y, reach) {
    const found = nearest(stops.get(visible()), x, y, reach);
    if (!found) return hide();
    const box = found.mark.getBoundingClientRect();
    const large = Math.min(box.width, box.height) > LARGE || isLine(found.mark);
    say(found.stop, large ? new DOMRect(x, y, 0, 0) : box, reach);
  }

  function pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const stop = walked(stops.get(visible()), now, event.key);
    if (!stop) return;
    say(stop, stop.marks[0].getBoundingClientRect(), REACH.mouse);
    spoken.textContent = stop.words;
    // Neither the page nor the meeting's walk from screen to screen may take the same key.
    event.preventDefault();
    event.stopPropagation();
  }

  // The words stand over the mark, clear of the finger; under it where the head of the page leaves no room above.
  function say(stop, mark, reach) {
    if (stop !== now) {
      ring?.remove();
      ring = ringed(stop.marks);
      onTop(visible()).append(ring);
      words.replaceChildren(...inParts(stop.words));
      words.hidden = false;
      now = stop;
      figure.pointed = stop.words;
    }
    const [frame, box] = [figure.getBoundingClientRect(), words.getBoundingClientRect()];
    const gap = reach / 2;
    const over = mark.top - box.height - gap;
    const top = over > HEAD ? over : mark.bottom + gap;
    const left = Math.min(Math.max(mark.left + mark.width / 2 - box.width / 2, frame.left), frame.right - box.width);
    words.style.top = `${top - frame.top}px`;
    words.style.left = `${left - frame.left}px`;
  }

  function hide() {
    ring?.remove();
    words.hidden = true;
    spoken.textContent = "";
    now = null;
    figure.pointed = null;
  }
}
