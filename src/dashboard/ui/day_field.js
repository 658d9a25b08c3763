// A field for a day: what is written goes to the server, which knows all notations; the button opens the browser's own
// calendar, in its language and fit for fingers.
export default function ({ data, parentElement, setTriggerValue }) {
  const [text, calendar] = parentElement.querySelectorAll("input");
  const button = parentElement.querySelector("button");
  parentElement.querySelector("label").textContent = data.label;
  parentElement.querySelector("p").textContent = data.about;
  button.setAttribute("aria-label", `カレンダーから${data.label}を選ぶ`);
  text.value = data.text;
  text.setAttribute("aria-invalid", data.refused);
  Object.assign(calendar, { min: data.earliest, max: data.latest, value: data.day });

  // Enter and leaving the field are both a change. Streamlit's own keys (r, c) must not hear what is typed here.
  text.onkeydown = (event) => event.stopPropagation();
  text.onchange = () => setTriggerValue("written", text.value.trim() || " ");
  calendar.onchange = () => calendar.value && setTriggerValue("written", calendar.value);
  button.onclick = () => {
    if (calendar.showPicker) calendar.showPicker();
    else calendar.click();
  };
}
