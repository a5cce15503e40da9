// A guess from the wording of a passage which polarity and which modality a status marker has.
// It only ever fills in fields that a person sees. English was checked; the German, French,
// Spanish, Ukrainian, Russian and Arabic patterns were not read by natives.

// The letters of the seven languages: the classes of all scripts take long to compile.
const LETTER = "[a-zß-ÿœ\u0430-\u045F\u0491\u0621-\u064A]";
const GAP = "[^.!?;؟]{0,60}?"; // within one sentence
const FEW = `(?:${LETTER}+ ){0,3}`;

/** Patterns of one meaning, in lower case: "<" and ">" stand for the borders of a word,
 * "~" for something in between, "_" for up to three words, "@" for a letter. */
function anyOf(...patterns) {
  const written = patterns
    .join("|")
    .replaceAll("<", `(?<!${LETTER})`)
    .replaceAll(">", `(?!${LETTER})`)
    .replaceAll("~", GAP)
    .replaceAll("_", FEW)
    .replaceAll("@", LETTER);
  return new RegExp(written, "u");
}

const NOT_VERIFIED = anyOf(
  "<(?:not|cannot|never|nor|neither|no|without|unable to|yet to|impossible to|difficult to|lack of|@+n['’]t)>~<(?:verif|confirm|corroborat|substantiat|authenticat)",
  "<(?:could|can) ?not _(?:trace|establish|check|determine)",
  "<un(?:verified|confirmed|substantiated|verifiable|corroborated)",
  "<(?:verification|confirmation) _(?:not|impossible)>",
  "<if _(?:confirmed|verified|true)>",
  "<nicht>~(?:bestätig|überprüf|verifizier|nachprüf|geprüft)",
  "<(?:unbestätigt|ungeprüft|unüberprüf)",
  "<(?:keine|ohne) _bestätigung|<(?:falls|sollte|wenn) _bestätig",
  "<(?:ne|n['’])~<(?:pas|jamais|pu|peut|peuvent)>~(?:vérifi|confirm|corrobor)",
  "<non (?:vérifié|confirmé)|<invérifiable|<(?:aucune|sans) _confirmation|<si _confirm",
  "<impossible (?:de |d['’])~(?:vérifier|confirmer)",
  "<no>~<(?:verific|confirm|corrobor|comprob|contrast)",
  "<sin (?:verificar|confirmar|contrastar|_confirmación)|<de confirmarse|<si se confirm",
  "<imposible (?:de )?(?:verificar|confirmar)",
  "<не>~<(?:підтверд|перевір|верифік|подтвер|провер|верифиц)",
  "<не(?:підтвердж|перевірен|подтвержд|проверенн)",
  "<(?:неможливо|невозможно)>~(?:підтверд|перевір|подтверд|провер)",
  "<(?:немає|нет)> _(?:підтвердж|подтвержд)|<(?:підтвердж|подтвержд)@* _(?:немає|відсутн|нет>|отсутств)",
  "<(?:якщо|если) _(?:підтверд|подтверд)",
  "<(?:لم|لا|تعذر|يتعذر|دون|بدون|عدم)>~(?:التحقق|التأكد|تأكيد|يتأكد|تتأكد|تؤكد|التثبت)",
  "<غير (?:ال)?(?:مؤكد|محقق|موثق|مثبت)|<(?:إذا|في حال) (?:تأكد|صح|ثبت)",
);
const NO_EVIDENCE = anyOf(
  "<(?:without|no) (?:@+ ){0,2}(?:evidence|proof)>",
  "<(?:not|never|@+n['’]t) (?:offer|provide|present|show|give|produce)@* (?:@+ ){0,3}(?:evidence|proof)>",
  "<(?:ohne|keine|keinen|keinerlei) _(?:beweis|beleg)",
  "<(?:sans|aucune) _preuve|<pas _(?:de |d['’])preuve",
  "<(?:sin|ninguna) _(?:prueba|evidencia)|<no _(?:pruebas|evidencia)",
  "<(?:без|жодних|ніяких|никаких) _(?:доказ)|<не _доказ",
  "<(?:دون|بدون|بلا|لم يقدم|لم تقدم|لا يوجد|لا توجد)> _(?:دليل|أدلة|إثبات|دلائل)",
);
const VERIFIED = anyOf(
  "<(?:has|have|had|was|were|been|is|are|independently|officially)>~<(?:verified|confirmed|corroborated|authenticated)>|<geolocated",
  "<(?:verified|confirmed) by>",
  "<(?:unabhängig|offiziell|wurden?|ist|sind)> _(?:bestätigt|verifiziert)>",
  "<(?:a|ont|été|est|sont)> _(?:vérifié|confirmé)|<(?:ha|han|fue|fueron|está|están|sido)> _(?:verificad|confirmad|comprobad)",
  "<(?:підтверджен|перевірен|подтвержден|подтверждён|проверено)",
  "<(?:تم|جرى) (?:التحقق|التأكد|تأكيد)|<(?:تحققت|تأكدت)>",
);
const MODALITIES = [
  [
    "could_not",
    anyOf(
      "<could ?(?:not|n['’]t)>|<(?:was|were|been) (?:not able|unable|impossible)>|<(?:was|were)n['’]t able>|<has been unable",
      "<(?:konnten?|ließ(?:en)?)>|<pas pu>|<n['’](?:a|ont) pu>|<en mesure>|<(?:pudo|pudieron|podido|posible verificar)>",
      "<не (?:вдалося|вдалось|зміг|змогла|змогли|удалось|смог|смогла|смогли)>",
      "<لم (?:يتسن|تتمكن|يتمكن|نتمكن)|<تعذر>",
    ),
  ],
  [
    "cannot",
    anyOf(
      "<(?:cannot|can not|can['’]t)>|<(?:is|are) (?:not able|unable|impossible)>|<not possible>|<impossible to>|<unverifiable",
      "<(?:lässt|lassen|kann|können)>|<unmöglich|<(?:peut|peuvent)>|<impossible>|<invérifiable|<(?:puede|pueden|imposible)>",
      "<не (?:може|можуть|можна|может|могут)>|<(?:неможливо|невозможно|нельзя)>",
      "<(?:لا يمكن|لا تستطيع|لا يستطيع|يتعذر)",
    ),
  ],
  [
    "has_not",
    anyOf(
      "<(?:has|have|had)(?: not|n['’]t| never| yet)>|<(?:not|never)(?: yet)? been>|<(?:was|were|did)(?: not|n['’]t)>|<not(?: yet)? (?:independently )?(?:verified|confirmed)>|<yet to>",
      "<nicht>~(?:worden|bestätigt|überprüft|verifiziert|geprüft)|<pas (?:encore )?été>|<n['’](?:a|ont)>|<no (?:se )?(?:ha|han|fue|fueron|había)>",
      "<не> _(?:підтверджен|перевірен|подтвержд|проверен)",
      "<لم (?:يتم|تتم|يجر|يتأكد|تتأكد|يصدر|تؤكد|يؤكد)",
    ),
  ],
];
/** Vowel signs and stretching are written or not: they are not compared. */
const UNWRITTEN = /[\u0640\u064B-\u0652\u0670]/g;

/** {polarity, modality} of `words`: slugs of the shipped vocabularies, or "". */
export function guess(words) {
  const text = words.normalize("NFC").replace(UNWRITTEN, "").replace(/\s+/g, " ").toLowerCase();
  const polarity = polarityOf(text);
  return { polarity, modality: polarity === "not_verified" ? modalityOf(text) : "" };
}

/** Of a denial and a lack of evidence, what is said first counts. */
function polarityOf(text) {
  const at = (pattern) => pattern.exec(text)?.index ?? Infinity;
  const [denied, bare] = [at(NOT_VERIFIED), at(NO_EVIDENCE)];
  if (bare <= denied && bare < Infinity) return "no_evidence_offered";
  if (denied < Infinity) return "not_verified";
  return VERIFIED.test(text) ? "verified" : "";
}

function modalityOf(text) {
  return MODALITIES.find(([, pattern]) => pattern.test(text))?.[0] ?? "is";
}
