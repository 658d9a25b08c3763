// A part of an indicator's page. The server sends what it says of the chosen indicator; the parts of all others come ahead,
// once, when the browser has nothing else to do, and stand ready as nodes. So another indicator is shown in the frame of the
// choice. The address says which one is chosen, and no answer to an older choice is shown over it.
const BODIES = (window.dashboardBodies ??= { parts: new Map(), ready: new Map(), address: "", first: "", wanted: null });
BODIES.show = showBody;

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".body-part");
  const held = BODIES.parts.get(data.part);
  const part = held?.place === place ? held : { place, shown: null };
  Object.assign(part, { data, frame: parentElement.querySelector("template"), tell: setTriggerValue });
  BODIES.parts.set(data.part, part);
  place.classList.toggle("later", data.later);
  place.onclick = (event) => {
    const way = event.target.closest("a[data-indicator]");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("way", way.dataset.indicator);
  };
  showBody();
  if (data.address && data.address !== BODIES.address) fetchAhead(data.address, part);
  return () => {
    if (BODIES.parts.get(data.part) === part) BODIES.parts.delete(data.part);
    leavePart(part.shown);
  };
}

function showBody() {
  const asked = new URLSearchParams(location.search).get("indicator") ?? "";
  const ahead = BODIES.ready.get(asked || BODIES.first);
  let isBehind = false;
  for (const part of BODIES.parts.values()) {
    const isAnswered = part.data.asked === asked;
    const content = isAnswered ? part.data : ahead?.[part.data.part];
    // What has not come yet shows by its looks that it is still of the indicator before.
    part.place.toggleAttribute("data-old", !content);
    if (content) showPart(part, content);
    isBehind ||= !isAnswered;
  }
  const head = BODIES.parts.get("head")?.place;
  if (BODIES.spoken && head && !head.hasAttribute("data-old")) BODIES.spoken.textContent = head.querySelector("h1").textContent;
  // Files of the indicator before are not for taking.
  document.querySelectorAll(".st-key-files").forEach((element) => (element.inert = isBehind));
}

async function fetchAhead(address, part) {
  for (const bodies of BODIES.ready.values())
    for (const body of Object.values(bodies)) {
      body.isKept = false;
      if (!body.nodes.some((node) => node.isConnected)) body.end();
    }
  BODIES.ready = new Map();
  BODIES.address = address;
  await rest();
  const answer = BODIES.address === address && (await fetch(address).catch(() => null));
  if (!answer?.ok) return;
  for (const [id, contents] of Object.entries(await answer.json())) {
    await rest();
    if (BODIES.address !== address) return;
    const bodies = Object.entries(contents).map(([name, content]) => [name, { ...readyPart(content, part), isKept: true }]);
    BODIES.ready.set(id, Object.fromEntries(bodies));
  }
}
