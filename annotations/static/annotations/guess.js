// A guess from the wording of a passage which polarity a status marker has. It only ever fills
// in a field that a person sees; English was checked, the other lists were not read by natives.

const SIGNS = [
  [
    "not_verified",
    /\b(?:not|never|yet to|un|cannot|could not|couldn['’]t|unable to)\b[^.]{0,40}\b(?:verif|confirm)|unverified|unconfirmed|nicht (?:unabhängig )?(?:bestätigt|überprüf|geprüft)|non (?:vérifié|confirmé)|pas (?:pu|été) [^.]{0,30}(?:vérifi|confirm)|no (?:ha|han|se ha) [^.]{0,30}(?:verific|confirm)|не (?:підтверд|подтвержд|перевір|провер|вдалося)|لم يتم التحقق|لم (?:يتسن|تتمكن)|غير مؤكد/iu,
  ],
  ["no_evidence_offered", /\b(?:without|no|offered no|did not (?:offer|provide)) (?:any )?(?:evidence|proof)/iu],
  ["verified", /\b(?:has|have|had|was|were|been|independently)\b[^.]{0,30}\b(?:verified|confirmed)|geolocated/iu],
];

/** Slug of the likely polarity of `words`, or "". */
export function guessPolarity(words) {
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? "";
}
