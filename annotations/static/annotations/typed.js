// Words that stand in forms which are not sent yet, kept while the card around them is drawn anew.

const CONTROLS = "textarea, select, input:not([type=hidden])";

/** Remember what was typed and ticked; the function that comes back puts it into the new forms. */
export function keepTyped(panel) {
  const kept = controls(panel).filter(isChanged).map((control) => {
    return { key: keyOf(control), value: control.value, checked: control.checked };
  });
  return function putBack() {
    for (const control of controls(panel)) {
      const typed = kept.find(({ key }) => key === keyOf(control));
      if (!typed) continue;
      if (isBox(control)) control.checked = typed.checked;
      else control.value = typed.value;
      for (let part = control.closest("details"); part; part = part.parentElement.closest("details")) {
        part.open = true;
      }
    }
  };
}

/** Whether a form that is sent as a whole holds something that was not sent. */
export function hasTyped(panel) {
  return controls(panel).some(isChanged);
}

/** Whether any field holds words of the reader's: where the tag is gone they stand nowhere else. */
export function hasWords(panel) {
  const fields = [...panel.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
  return fields.some((field) => field.value.trim() && field.value !== field.defaultValue);
}

/** Fields of `form[data-fields]` are stored as they are left, so those are none of ours. */
function controls(panel) {
  return [...panel.querySelectorAll(CONTROLS)].filter((one) => one.form && !one.form.matches("[data-fields]"));
}

function isBox({ type }) {
  return type === "checkbox" || type === "radio";
}

function isChanged(control) {
  if (isBox(control)) return control.checked !== control.defaultChecked;
  if (!control.matches("select")) return control.value !== control.defaultValue;
  const first = [...control.options].find(({ defaultSelected }) => defaultSelected);
  return control.value !== (first ?? control.options[0])?.value;
}

function keyOf(control) {
  const verdict = control.closest("[data-verdict]")?.dataset.verdict ?? "";
  const operation = control.form.querySelector("[name=operation]")?.value ?? "";
  return [control.form.action, verdict, operation, control.name, isBox(control) ? control.value : ""].join(" ");
}
