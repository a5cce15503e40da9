// What comes back when a verdict was sent: an answer of ours, something else, or nothing.

/**
 * `query()` is the filter in the address, `reviewed(detail)` and `talked(event)` are called with
 * what an answer says, `noAnswer()` where none came.
 */
export function listenToAnswers({ query, reviewed, talked, noAnswer }) {
  const { body } = document;
  // The claims that follow are those that the filter takes now, not when the card was drawn.
  body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb === "post") detail.path = detail.path.split("?")[0] + query();
  });
  // Ours say what was decided. Anything else means that the session ended or the role was taken
  // away: the page, loaded again, says which.
  body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const isOurs = Boolean(detail.xhr.getResponseHeader("HX-Trigger-After-Settle"));
    detail.shouldSwap = isOurs;
    detail.isError = !isOurs;
    if (!isOurs && detail.xhr.status < 500) location.reload();
  });
  body.addEventListener("stet:reviewed", ({ detail }) => reviewed(detail));
  body.addEventListener("stet:talked", talked);
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    body.addEventListener(failure, noAnswer);
  }
}
