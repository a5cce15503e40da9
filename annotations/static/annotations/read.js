// The page where an article is read: it stays as it is stored.

import { keptSelection } from "./kept.js";
import { Live } from "./live.js";
import { Marks } from "./marks.js";
import { NoWork } from "./ownwork.js";

const article = document.getElementById("article");
let selectAgain = () => {};

new Live({
  feed: document.getElementById("feed"),
  page: { article, marks: new Marks(article) },
  own: new NoWork(),
  before: () => {
    selectAgain = keptSelection(article);
  },
  after: () => selectAgain(),
});
