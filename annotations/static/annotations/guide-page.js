// The guide's own page: the field that filters its rules.

import { RuleSearch } from "./rule-search.js";

const search = document.querySelector("[data-rule-search]");
if (search) new RuleSearch(search, document.querySelector(".guide-text"));
