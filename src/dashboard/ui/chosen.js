// Between the linked pictures and the server: tells all pictures which region the page is about (after a choice in a box, a
// link, a way back), and the server which region was chosen in one of them, once the browser has marked it. It is the last
// of all that belongs to a region: what stands before it has come when this has.
const CHOSEN = "dashboard-region";

export default function ({ data, parentElement, setTriggerValue }) {
  const page = document.documentElement;
  // While an answer is under way, an older one must not take the marks back.
  if (page.dataset.asked === data.heard) delete page.dataset.asked;
  wait();
  removeEventListener(CHOSEN, parentElement.heard);
  parentElement.heard = () => {
    const code = page.dataset.region;
    if (code === (page.dataset.asked || data.region)) return;
    page.dataset.asked = code;
    wait();
    // The frame that shows it comes first.
    requestAnimationFrame(() => setTimeout(() => setTriggerValue("region", code)));
  };
  addEventListener(CHOSEN, parentElement.heard);
  if (!page.dataset.asked && page.dataset.region !== data.region) {
    page.dataset.region = data.region;
    dispatchEvent(new CustomEvent(CHOSEN));
  }
  return () => {
    removeEventListener(CHOSEN, parentElement.heard);
    delete page.dataset.asked;
  };

  // The files are still of the region before.
  function wait() {
    for (const element of document.querySelectorAll('[class*="st-key-of_region"]')) element.inert = Boolean(page.dataset.asked);
  }
}
