// What all pictures share: a mark that has words says them when it is pointed at or walked to. The server writes them as
// the <title> of the mark, which a browser would show late, small and never for keys; marks of the same words are one stop.
// A place of so many CSS pixels at most is narrow; in any other all letters have at least so many.
const NARROW = 480;
const SMALLEST_LETTERS = 12;
const REACH = { mouse: 28, touch: 44 };
const OVER_A_LINE = 6;
const LARGE = 64;
const SMALL = 30;

function stopsOf(svg) {
  const stops = new Map();
  for (const title of svg.querySelectorAll("title")) {
    const mark = title.parentNode;
    const words = title.textContent;
    title.remove();
    stops.set(words, [...(stops.get(words) ?? []), mark]);
  }
  return [...stops].map(([words, marks]) => ({ words, marks }));
}

function isLine(mark) {
  return mark.tagName === "line" || (mark.getAttribute("fill") ?? "none") === "none";
}

// Pixels between a place on the screen and a mark; a dot that lies on a line comes before it.
function distance(mark, x, y) {
  const box = mark.getBoundingClientRect();
  const beside = Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const there = (point) => point.matrixTransform(mark.getScreenCTM());
  if (isLine(mark) && mark.getTotalLength) {
    const length = mark.getTotalLength();
    const places = (mark.places ??= Array.from({ length: 65 }, (_, at) => mark.getPointAtLength((at / 64) * length)));
    const near = places.map(there).map((point) => Math.hypot(point.x - x, point.y - y));
    return OVER_A_LINE + Math.min(...near);
  }
  if (beside > 0 || !mark.isPointInFill || Math.min(box.width, box.height) < REACH.mouse) return beside;
  const inside = mark.isPointInFill(new DOMPoint(x, y).matrixTransform(mark.getScreenCTM().inverse()));
  return inside ? 0 : OVER_A_LINE;
}

function size(mark) {
  const box = mark.getBoundingClientRect();
  return box.width * box.height;
}

// The stop with a mark within reach: the nearest, of two as near the smaller.
function nearest(stops, x, y, reach) {
  let best = null;
  for (const stop of stops) {
    for (const mark of stop.marks) {
      const apart = Math.round(distance(mark, x, y));
      if (apart > reach) continue;
      if (!best || apart < best.apart || (apart === best.apart && size(mark) < best.size))
        best = { stop, mark, apart, size: size(mark) };
    }
  }
  return best;
}

// The stop that a key leads to: ← → from left to right, ↑ ↓ from top to bottom; null for any other key.
function walked(stops, now, key) {
  const across = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const step = across ?? { ArrowDown: 1, ArrowUp: -1 }[key];
  const end = { Home: 0, End: stops.length - 1 }[key];
  if (step === undefined && end === undefined) return null;
  const edges = new Map(stops.map((stop) => [stop, stop.marks[0].getBoundingClientRect()]));
  const [first, second] = across === undefined && end === undefined ? ["top", "left"] : ["left", "top"];
  const order = [...stops].sort((one, two) => {
    const [a, b] = [edges.get(one), edges.get(two)];
    return Math.abs(a[first] - b[first]) > 3 ? a[first] - b[first] : a[second] - b[second];
  });
  if (end !== undefined) return order[end];
  if (!now) return order[step > 0 ? 0 : order.length - 1];
  return order[Math.min(Math.max(order.indexOf(now) + step, 0), order.length - 1)];
}

// Rings around marks, to be laid on top of everything: all thick lines first, then all thin ones on them. What is small has
// a circle around it, which leaves its own colour in sight; what is large is traced.
function ringed(marks, looks = ["under", "over"], small = SMALL) {
  const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
  layer.setAttribute("class", "ring");
  for (const look of looks) {
    for (const mark of marks) {
      const line = outline(mark, small);
      line.setAttribute("class", look);
      layer.append(line);
    }
  }
  return layer;
}

function onTop(svg) {
  return svg.querySelector("g.root > g > g") ?? svg;
}

function outline(mark, small) {
  const box = small ? mark.getBBox() : null;
  const isSmall = box && Math.max(box.width, box.height) < small;
  const line = isSmall ? document.createElementNS("http://www.w3.org/2000/svg", "circle") : mark.cloneNode(false);
  if (isSmall) {
    const places = { cx: box.x + box.width / 2, cy: box.y + box.height / 2, r: Math.max(box.width, box.height) / 2 + 5 };
    for (const [name, value] of Object.entries(places)) line.setAttribute(name, value);
    if (mark.hasAttribute("transform")) line.setAttribute("transform", mark.getAttribute("transform"));
  }
  for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "style"]) line.removeAttribute(name);
  return line;
}

// The CSS pixels that the wide drawing needs: in less room stands the narrow one.
function leastWidth(wide) {
  const sizes = [...wide.querySelectorAll("text")].map((text) => parseFloat(text.getAttribute("font-size")));
  return Math.max(NARROW + 1, (wide.viewBox.baseVal.width * SMALLEST_LETTERS) / Math.min(...sizes));
}

// Asks until it is answered, each time after a longer wait: of two that ask at once the server may hear one alone.
function askedAgain(ask, isAnswered, wait = 3000) {
  if (isAnswered()) return;
  ask();
  setTimeout(() => askedAgain(ask, isAnswered, 2 * wait), wait);
}

// Words as text whose lines break only between its parts.
function inParts(text) {
  return text.split("　").filter(Boolean).map((part) => {
    const span = document.createElement("span");
    span.textContent = part;
    return span;
  });
}
