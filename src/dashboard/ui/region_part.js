// A part of what 地域別 says of the region that it is about. The cards of all regions of the set come once, when the browser
// has nothing else to do, so another region's stands there in the frame in which it is chosen; the other parts are fetched
// from the server at the choice, past Streamlit, which hears of it at the same time.
const CHOSEN = "dashboard-region";
const ANSWERS = (window.dashboardRegions ??= new Map());
const MOST_ANSWERS = 150;

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".body-part");
  const page = document.documentElement;
  const part = (place.held ??= { place, shown: null });
  Object.assign(part, { frame: parentElement.querySelector("template"), tell: setTriggerValue });
  removeEventListener(CHOSEN, place.chosen);
  const chosen = () => {
    const code = page.dataset.region;
    if (code === data.region) return show(data);
    const answer = data.address && answered(data.hasAll ? data.address : data.address + code);
    const isThere = showAnswer(answer?.content, code);
    place.toggleAttribute("data-old", !isThere);
    if (!isThere) answer?.then((content) => place.chosen === chosen && page.dataset.region === code && showAnswer(content, code));
  };
  place.chosen = chosen;
  addEventListener(CHOSEN, chosen);
  if (!part.shown || !page.dataset.asked || page.dataset.asked === data.heard) show(data);
  if (data.hasAll) rest().then(() => answered(data.address));
  return () => {
    removeEventListener(CHOSEN, place.chosen);
    leavePart(part.shown);
  };

  function showAnswer(content, code) {
    const own = content?.[data.hasAll ? code : data.part];
    if (own) show(own);
    return Boolean(own);
  }

  function show(content) {
    place.removeAttribute("data-old");
    showPart(part, content);
  }
}

// What stands at an address, asked for once: a promise, and its content as soon as that is there.
function answered(address) {
  if (ANSWERS.has(address)) return ANSWERS.get(address);
  const answer = fetch(address).then((got) => (got.ok ? got.json() : null)).catch(() => null);
  ANSWERS.set(address, answer);
  answer.then((content) => (content ? (answer.content = content) : ANSWERS.delete(address)));
  if (ANSWERS.size > MOST_ANSWERS) ANSWERS.delete(ANSWERS.keys().next().value);
  return answer;
}
