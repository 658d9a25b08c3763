// Shows the content of a part: what the server said, or nodes made ready of it. What was unfolded stays so. A part is the
// place it is shown in, what is shown there, the frame of its picture (a template) and how the server is told something.
function showPart(part, content) {
  if (part.shown?.html === content.html && isSamePicture(part.shown.picture, content.picture)) return;
  const heads = (state) => [...part.place.querySelectorAll(`details${state} > summary`)];
  const open = new Set(heads("[open]").map((head) => head.textContent));
  // Pictures, and what stands ready as nodes, come and go whole.
  if (part.shown && !part.shown.isKept && !part.shown.picture && !content.nodes && !content.picture) {
    rewrite(part.place, parsed(content.html));
    part.shown = { ...part.shown, html: content.html };
  } else {
    const body = content.nodes ? content : readyPart(content, part);
    part.place.replaceChildren(...body.nodes);
    leavePart(part.shown);
    part.shown = body;
  }
  for (const head of heads("")) head.parentNode.open = open.has(head.textContent);
}

// Leaves in the page what the new text has too: of a large table the browser lays out and paints only the cells that differ.
function rewrite(old, other) {
  if (old.isEqualNode(other)) return;
  if (old.nodeValue !== null) old.nodeValue = other.nodeValue;
  if (other.attributes) rewriteAttributes(old, other);
  const before = [...old.childNodes];
  [...other.childNodes].forEach((node, at) => {
    if (before[at]?.nodeName === node.nodeName) rewrite(before[at], node);
    else if (before[at]) before[at].replaceWith(document.importNode(node, true));
    else old.append(document.importNode(node, true));
  });
  before.slice(other.childNodes.length).forEach((node) => node.remove());
}

function rewriteAttributes(old, other) {
  for (const { name, value } of other.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  // Whether it is unfolded is the reader's.
  for (const name of old.getAttributeNames()) if (name !== "open" && !other.hasAttribute(name)) old.removeAttribute(name);
}

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

function isSamePicture(one, other) {
  return one === other || (one?.svg === other?.svg && one?.narrow === other?.narrow && one?.title === other?.title);
}

// Nodes that may leave the page and come back; a picture stands in a root of its own, for its style is none of the page's.
function readyPart({ html, picture }, { frame, tell }) {
  const nodes = document.importNode(parsed(html), true);
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
