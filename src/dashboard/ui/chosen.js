// Between the linked pictures and the server: tells all pictures which region the page is about (after a choice in a box, a
// link, a way back), and the server which region was chosen in one of them, once the browser has marked it.
const CHOSEN = "dashboard-region";

export default function ({ data, parentElement, setTriggerValue }) {
  const page = document.documentElement;
  // While an answer is under way, an older one must not take the marks back.
  if (parentElement.asked === data.region) parentElement.asked = null;
  if (!parentElement.asked && page.dataset.region !== data.region) {
    page.dataset.region = data.region;
    window.dispatchEvent(new CustomEvent(CHOSEN));
  }
  const heard = () => {
    const code = page.dataset.region;
    if (code === (parentElement.asked || data.region)) return;
    parentElement.asked = code;
    setTimeout(() => setTriggerValue("region", code));
  };
  window.addEventListener(CHOSEN, heard);
  return () => window.removeEventListener(CHOSEN, heard);
}
