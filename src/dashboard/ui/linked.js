// Pictures of many regions that answer together and at once: pointing says a region's figures, a click or Enter chooses it
// in every picture of the page. What tells the server (chosen.js) hears of it like every other picture.
const CHOSEN = "dashboard-region";

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".linked");
  const said = new Map(data.regions.map((region) => [region.code, region.words]));
  const codes = new Map(data.regions.map((region) => [region.name, region.code]));
  const order = data.regions.map((region) => region.code);
  let pointed = null;
  if (host.drawn !== data.id) {
    host.words = new Map();
    host.replaceChildren(...(data.speaks ? [speech()] : []), ...data.pictures.map(picture), notes());
    host.drawn = data.id;
  }
  const heard = () => show();
  window.addEventListener(CHOSEN, heard);
  show();
  let asked = false;
  const measured = new ResizeObserver(() => {
    const narrow = figures().filter((figure) => figure.clientWidth > 0 && figure.clientWidth < figure.least);
    for (const figure of figures()) figure.classList.toggle("narrowed", narrow.includes(figure));
    outline();
    if (asked || !narrow.some((figure) => figure.asks)) return;
    asked = true;
    const isAnswered = () => !host.isConnected || Boolean(host.querySelector("svg.narrow"));
    askedAgain(() => setTriggerValue("narrow", true), isAnswered);
  });
  measured.observe(host);
  return () => {
    window.removeEventListener(CHOSEN, heard);
    measured.disconnect();
  };

  function figures() {
    return [...host.querySelectorAll("figure")];
  }

  function chosen() {
    return document.documentElement.dataset.region || "";
  }

  function choose(code) {
    document.documentElement.dataset.region = code;
    window.dispatchEvent(new CustomEvent(CHOSEN));
  }

  function speech() {
    const line = document.createElement("p");
    line.className = "said";
    line.setAttribute("aria-live", "polite");
    return line;
  }

  function picture({ kind, svg, narrow, asks, title }) {
    const figure = document.createElement("figure");
    figure.className = kind;
    const others = data.pictures.filter((other) => other.kind === "map" || other.kind === "rows");
    figure.classList.toggle("alone", others.length < 2);
    figure.asks = asks;
    const box = document.createElement("div");
    box.className = "box";
    box.innerHTML = svg + narrow;
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${title}。矢印キーで地域を移り、Enterで選びます`);
    box.onkeydown = pressed;
    [...box.children].forEach((drawing, number) => {
      drawing.classList.add(number ? "narrow" : "wide");
      prepare(drawing, kind);
    });
    [figure.wide, figure.narrow] = box.children;
    figure.least = leastWidth(figure.wide);
    figure.append(box);
    return figure;
  }

  function notes() {
    const under = document.createElement("div");
    under.className = "notes";
    for (const line of data.notes) {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      under.append(paragraph);
    }
    return under;
  }

  function prepare(svg, kind) {
    svg.querySelectorAll("path > title").forEach((title) => {
      const code = codes.get(title.textContent.split("：")[0]);
      if (code) title.parentNode.dataset.region = code;
      // A panel says how the values went, where all others say the one of the day.
      if (code && kind === "panels") host.words.set(code, title.textContent);
      title.remove();
    });
    const stops = order.map((code) => ({ code, marks: [...svg.querySelectorAll(`path[data-region="${CSS.escape(code)}"]`)] }));
    svg.marks = new Map(stops.map(({ code, marks }) => [code, marks]));
    // A point is small and its place means little; what has an area is meant where it lies.
    const reach = (event) => (kind === "points" ? REACH[event.pointerType] ?? REACH.mouse : 0);
    const at = (event) => nearest(stops, event.clientX, event.clientY, reach(event))?.stop.code;
    svg.onclick = (event) => {
      const code = at(event);
      if (code) choose(code);
    };
    svg.onpointermove = (event) => point(at(event) || null);
    svg.onpointerleave = () => point(null);
  }

  function pressed(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      const now = order.indexOf(pointed || chosen());
      point(order[(now + step + order.length) % order.length] ?? order[0]);
    } else if ((event.key === "Enter" || event.key === " ") && pointed) choose(pointed);
    else return;
    // Neither the box nor the meeting's walk from screen to screen may take the same key.
    event.preventDefault();
    event.stopPropagation();
  }

  function point(code) {
    if (code === pointed) return;
    pointed = code;
    show();
  }

  // What asks how the page lies comes before what changes it, or the page would be laid out anew for each answer.
  function show() {
    reveal();
    outline();
    speak();
  }

  function outline() {
    const codes = [chosen(), pointed === chosen() ? null : pointed];
    const drawings = figures().map(inSight).filter((svg) => svg.outlined !== codes.join());
    const rings = drawings.map((svg) => [["edge", "core"], ["ground", "pointed"]].map((looks, at) => {
      const isPoints = Boolean(svg.closest(".points"));
      return ringed(shapesOf(svg, codes[at]), looks, isPoints ? SMALL : 0);
    }));
    drawings.forEach((svg, at) => {
      svg.querySelectorAll(".ring").forEach((ring) => ring.remove());
      onTop(svg).append(...rings[at]);
      svg.outlined = codes.join();
    });
  }

  // Of the drawings of a figure the other one is outlined when its turn comes.
  function inSight(figure) {
    return (figure.classList.contains("narrowed") && figure.narrow) || figure.wide;
  }

  function shapesOf(svg, code) {
    const shapes = svg.marks.get(code) ?? [];
    // In a ranking the first is the strip of the whole row, the second the bar in it.
    return svg.closest(".rows") ? shapes.slice(0, 1) : shapes;
  }

  function words(code) {
    return host.words.get(code) ?? said.get(code);
  }

  function speak() {
    const line = host.querySelector(".said");
    if (!line) return;
    const parts = [
      ["選んだ地域", words(chosen()) ?? (chosen() === data.whole.code ? data.whole.words : "図の地域を押すと選べます")],
      ["カーソル位置", words(pointed) ?? "図を指すと値を表示します"],
    ];
    line.replaceChildren(
      ...parts.map(([name, text]) => {
        const part = document.createElement("span");
        const head = document.createElement("b");
        head.textContent = name;
        part.append(head, `　${text}`);
        return part;
      }),
    );
  }

  // The chosen bar is always in sight; only its own box moves, never the page.
  function reveal() {
    const code = host.revealed === chosen() ? pointed : chosen();
    host.revealed = chosen();
    host.querySelectorAll("figure.rows").forEach((figure) => {
      const [box, bar] = [figure.firstElementChild, inSight(figure).marks.get(code)?.[0]];
      if (!bar) return;
      const [inside, place] = [box.getBoundingClientRect(), bar.getBoundingClientRect()];
      if (place.top < inside.top || place.bottom > inside.bottom)
        box.scrollTop += place.top - inside.top - 120;
    });
  }
}
