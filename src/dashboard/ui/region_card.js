// The card of the region that the page is about. The cards of all regions of the set come once, when the browser has nothing
// else to do, so that another region's stands there in the frame in which it is chosen in a picture.
const CHOSEN = "dashboard-region";
const CARDS = (window.dashboardCards ??= { address: "", ready: {} });

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".region-card");
  const page = document.documentElement;
  removeEventListener(CHOSEN, place.chosen);
  place.chosen = () => {
    const code = page.dataset.region;
    if (code === data.region) return show(data.html);
    const isReady = CARDS.address === data.address && code in CARDS.ready;
    place.toggleAttribute("data-old", !isReady);
    if (isReady) show(CARDS.ready[code]);
  };
  addEventListener(CHOSEN, place.chosen);
  if (!page.dataset.asked || page.dataset.asked === data.heard) show(data.html);
  if (data.address && data.address !== CARDS.address) fetchCards();
  return () => removeEventListener(CHOSEN, place.chosen);

  function show(html) {
    place.removeAttribute("data-old");
    if (place.shown === html) return;
    place.innerHTML = html;
    place.shown = html;
  }

  async function fetchCards() {
    Object.assign(CARDS, { address: data.address, ready: {} });
    await new Promise((go) => (window.requestIdleCallback ? requestIdleCallback(go, { timeout: 1000 }) : setTimeout(go, 50)));
    const answer = await fetch(data.address).catch(() => null);
    if (answer?.ok && CARDS.address === data.address) CARDS.ready = await answer.json();
  }
}
