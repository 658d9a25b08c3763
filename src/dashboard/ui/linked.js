// Pictures of many regions that answer together and at once: pointing says a region's figures, a click or Enter chooses it
// in every picture of the page. What tells the server (chosen.js) hears of it like every other picture.
const CHOSEN = "dashboard-region";
// How many CSS pixels a point may be away from the pointer, and from a finger.
const REACH = { mouse: 12, touch: 22 };

// A place of so many CSS pixels at most has a drawing of its own, which the server makes when it is asked.
const NARROW = 480;

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".linked");
  const said = new Map(data.regions.map((region) => [region.code, region.words]));
  const codes = new Map(data.regions.map((region) => [region.name, region.code]));
  const order = data.regions.map((region) => region.code);
  let pointed = null;
  if (host.drawn !== data.id) {
    host.replaceChildren(...(data.speaks ? [speech()] : []), ...data.pictures.map(picture), notes());
    host.drawn = data.id;
  }
  const heard = () => show();
  window.addEventListener(CHOSEN, heard);
  show();
  let asked = false;
  const measured = new ResizeObserver(() => {
    if (asked || !data.asks || !host.clientWidth || host.clientWidth > NARROW) return;
    asked = true;
    setTriggerValue("narrow", true);
  });
  measured.observe(host);
  return () => {
    window.removeEventListener(CHOSEN, heard);
    measured.disconnect();
  };

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

  function picture({ kind, svg, narrow, title }) {
    const figure = document.createElement("figure");
    figure.className = kind;
    const others = data.pictures.filter((other) => other.kind === "map" || other.kind === "rows");
    figure.classList.toggle("alone", others.length < 2);
    figure.classList.toggle("two", Boolean(narrow));
    const box = document.createElement("div");
    box.className = "box";
    box.innerHTML = svg + narrow;
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", `${title}。矢印キーで地域を移り、Enterで選びます`);
    box.onkeydown = pressed;
    [...box.children].forEach((drawing, number) => {
      drawing.classList.add(number ? "narrow" : "wide");
      prepare(drawing, kind === "points");
    });
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

  function prepare(svg, points) {
    svg.querySelectorAll("path > title").forEach((title) => {
      const code = codes.get(title.textContent.split("：")[0]);
      if (code) title.parentNode.dataset.region = code;
      title.remove();
    });
    const marks = [...svg.querySelectorAll("path[data-region]")];
    const at = (event) =>
      points ? nearest(marks, event) : event.target.closest?.("path[data-region]")?.dataset.region;
    svg.onclick = (event) => at(event) && choose(at(event));
    svg.onpointermove = (event) => point(at(event) || null);
    svg.onpointerleave = () => point(null);
  }

  function nearest(marks, event) {
    let [best, code] = [REACH[event.pointerType] ?? REACH.mouse, null];
    for (const mark of marks) {
      const box = mark.getBoundingClientRect();
      const away = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      if (away <= best) [best, code] = [away, mark.dataset.region];
    }
    return code;
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

  function show() {
    host.querySelectorAll("svg").forEach((svg) => {
      svg.querySelector(".overlay")?.remove();
      const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
      layer.setAttribute("class", "overlay");
      if (chosen()) trace(svg, layer, chosen(), ["edge", "core"]);
      if (pointed && pointed !== chosen()) trace(svg, layer, pointed, ["ground", "pointed"]);
      svg.querySelector("g.root > g > g")?.append(layer);
    });
    speak();
    reveal();
  }

  // The outlines are drawn again on top of everything: first all thick lines, then all thin ones in them.
  function trace(svg, layer, code, looks) {
    const all = [...svg.querySelectorAll(`path[data-region="${CSS.escape(code)}"]`)];
    // In a ranking the first is the strip of the whole row, the second the bar in it.
    const shapes = svg.closest(".rows") ? all.slice(0, 1) : all;
    for (const look of looks) {
      for (const shape of shapes) {
        const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
        line.setAttribute("d", shape.getAttribute("d"));
        line.setAttribute("transform", shape.getAttribute("transform") || "");
        line.setAttribute("class", look);
        layer.append(line);
      }
    }
  }

  function speak() {
    const line = host.querySelector(".said");
    if (!line) return;
    const parts = [
      ["選んだ地域", said.get(chosen()) ?? (chosen() === data.whole.code ? data.whole.words : "図の地域を押すと選べます")],
      ["カーソル位置", said.get(pointed) ?? "図を指すと値を表示します"],
    ];
    line.replaceChildren(
      ...parts.map(([name, words]) => {
        const part = document.createElement("span");
        const head = document.createElement("b");
        head.textContent = name;
        part.append(head, `　${words}`);
        return part;
      }),
    );
  }

  // The chosen bar is always in sight; only its own box moves, never the page.
  function reveal() {
    const code = host.revealed === chosen() ? pointed : chosen();
    host.revealed = chosen();
    host.querySelectorAll(".rows .box").forEach((box) => {
      const bar = code && box.querySelector(`path[data-region="${CSS.escape(code)}"]`);
      if (!bar) return;
      const [inside, place] = [box.getBoundingClientRect(), bar.getBoundingClientRect()];
      if (place.top < inside.top || place.bottom > inside.bottom)
        box.scrollTop += place.top - inside.top - 120;
    });
  }
}
