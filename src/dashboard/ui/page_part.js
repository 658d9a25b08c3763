// Shows the content of a part: what the server said, or nodes made ready of it. What was unfolded stays so. A part is the
// place it is shown in, what is shown there, the frame of its picture (a template) and how the server is told something.
function showPart(part, content) {
  if (part.shown?.html === content.html && isSamePicture(part.shown.picture, content.picture)) return;
  const body = content.nodes ? content : readyPart(content, part);
  const heads = (state) => [...part.place.querySelectorAll(`details${state} > summary`)];
  const open = new Set(heads("[open]").map((head) => head.textContent));
  part.place.replaceChildren(...body.nodes);
  for (const head of heads("")) head.parentNode.open = open.has(head.textContent);
  leavePart(part.shown);
  part.shown = body;
}

function isSamePicture(one, other) {
  return one === other || (one?.svg === other?.svg && one?.narrow === other?.narrow && one?.title === other?.title);
}

// Nodes that may leave the page and come back; a picture stands in a root of its own, for its style is none of the page's.
function readyPart({ html, picture }, { frame, tell }) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const nodes = document.importNode(holder.content, true);
  const place = nodes.querySelector(".picture");
  const body = { html, picture, nodes: [...nodes.childNodes], isKept: false, end() {} };
  if (!picture) return body;
  const root = place.attachShadow({ mode: "open" });
  root.append(document.importNode(frame.content, true));
  body.end = showPicture({ data: picture, parentElement: root, setTriggerValue: tell });
  return body;
}

function leavePart(body) {
  if (body && !body.isKept) body.end();
}

// When the browser has nothing else to do.
function rest() {
  return new Promise((go) => (window.requestIdleCallback ? requestIdleCallback(go, { timeout: 1000 }) : setTimeout(go, 50)));
}
