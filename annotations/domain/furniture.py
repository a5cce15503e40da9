"""How lines sound that stand on a news page but are not its story: menus, credits, forms.

English has been checked against real pages; the other languages are the fixed wordings of common
site software. A line that is missed stays a paragraph, which an editor can change.
"""

from typing import Final

import regex

LONGEST: Final = 1000  # code points; a longer line is prose, whatever it begins with

_HOME = (
    "home|homepage|front page|startseite|accueil|inicio|início|strona główna|головна|главная"
    "|الرئيسية|ראשי|דף הבית|ホーム|首页"
)
_TEASERS = (
    "read more|read also|see also|also read|more on this|related|related articles?|recommended"
    "|watch|listen|watch live|watch now|watch the video|lesen sie auch"
    "|lesen sie mehr|mehr zum thema"
    "|lire aussi|à lire aussi|lee también|lea también|leer más|leggi anche|leia também|lees ook"
    "|czytaj także|czytaj też|читайте також|читайте также|читати також"
    "|[اإ]قرأ أيضا[\u064b]?|[اإ]قرأ أيض[\u064b]ا"
    "|קראו גם|קרא עוד"
)
_LONE = (
    "advertisement|advert|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|реклама|إعلان"
    "|share|share this|share this article|share on (?:facebook|twitter|x|whatsapp)|tweet|print"
    r"|email|copy link|(?:\d+ )?comments?|your name|read more|load more"
    "|skip to content|table of contents|more stories"
)
_APPEALS = (
    r"(?:click|tap) here|(?:sign up|register) (?:for|to) our|subscribe (?:to|now)|our newsletters?"
    "|support (?:our|independent|quality) journalism|become a (?:member|subscriber|supporter)"
    "|follow us on|download our app|join our (?:channel|whatsapp|telegram)|all rights reserved"
    "|sign (?:our|this) petition|if you would like to donate|donate (?:now|here)"
    "|abonnieren sie|hier klicken|cliquez ici|abonnez-vous|haga clic aquí|suscríbete"
    "|підпишіться на|підписуйтесь на|подпишитесь на|подписывайтесь на|اشترك في|اضغط هنا"
)
_FORMS = (
    "leave a (?:reply|comment)|post a comment|add a comment|write a comment|join the conversation"
    "|cancel reply|comments are closed|your email address will not be published"
    "|save my name, email|schreibe? einen kommentar|deine e-mail-adresse wird nicht"
    "|laisser un commentaire|votre adresse e-mail ne sera pas|deja una respuesta|deja un comentario"
    "|tu dirección de correo electrónico no será|lascia un commento|deixe um comentário"
    "|dodaj komentarz|залишити (?:відповідь|коментар)|ваша e-mail адреса не|добавить комментарий"
    "|ваш адрес email не|اترك (?:تعليقاً?|ردّ?اً?)|أضف تعليقاً?"
    "|لن (?:يتم نشر|يُنشر) (?:عنوان )?بريدك|כתיבת תגובה|האימייל לא יוצג"
)
_DATED = (
    r"(?:first )?published|(?:last )?updated|posted(?: on)?|veröffentlicht|aktualisiert|publié"
    "|mis à jour|publicado|actualizado|опубліковано|оновлено|опубликовано|обновлено"
    "|نشر في|تم التحديث"
)
_AGENCIES = (
    "getty|getty images|ap|ap photo|afp|reuters|epa|pa|pa wire|pa media|shutterstock|alamy|dpa"
    "|anadolu|ukrinform|unian|tass|xinhua|file|file photo|handout|supplied|archive|archivfoto|pool"
)
_PICTURE = (
    "photos?|photographs?|pictures?|pics?|images?|videos?|graphics?|maps?|screenshots?|credits?"
    "|fotos?|bild|bilder|foto|photographie|imagen|фото|ілюстрація|иллюстрация|صورة|الصورة|צילום"
)


def _pattern(source: str) -> regex.Pattern[str]:
    return regex.compile(source, regex.IGNORECASE)


_SEPARATOR = r"\s+[/|>»›→]\s+|\s*[»›→]\s*"
SEPARATOR: Final = _pattern(_SEPARATOR)
BOILERPLATE: Final = _pattern(
    rf"(?:{_HOME})(?:{_SEPARATOR}).+"
    rf"|(?:{_TEASERS})\s*[:：|–—-].*"
    rf"|(?:{_LONE})\s*[.:…]*"
    rf"|(?:{_DATED})\b.{{0,70}}"
    r"|[-*_=~•·\s]{3,}"
    r"|(?:©|\(c\)|copyright)\s.{0,120}"
    r"|\d{1,2} min(?:ute)?s? read"
)
APPEAL: Final = _pattern(rf"\b(?:{_APPEALS})\b|^(?:to )?sign the petition\b")
QUOTED: Final = regex.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"|‘[^’]*’(?!\w)")
FORM: Final = _pattern(rf"(?:{_FORMS})\b.{{0,200}}")
CREDIT: Final = _pattern(
    rf"\((?:(?:{_AGENCIES})(?:\s*[/,|–-][^()]*)?|(?:{_PICTURE})(?:\s+(?:by|of|from|via)\b|\s*[:/])[^()]*)\)"
    r"|(?-i:\(\p{Lu}[\p{L} .’'-]{2,40}/\s?\p{Lu}[\p{L} .’'/-]{1,40}\))"
)
CAPTION: Final = _pattern(
    rf"(?:{_PICTURE})\s*(?:[:：]|by\b).{{2,}}"
    r"|(?:this|the) (?:map|chart|graphic|photo|picture|image|video|satellite image) shows\b.*"
    rf"|.*(?:{_PICTURE}): \p{{Lu}}[^.:]{{2,60}}"
)
BYLINE: Final = regex.compile(
    r"(?:By|BY|Von|Par|Por|Di|Door|Автор:?|Autor:?|Author:|Text:|بقلم:?|מאת:?)\s+"
    r"((?:\p{Lu}|\p{Lo})[\p{L}\p{M}.’'-]*"
    r"(?:,?\s+(?:and|und|et|y|e|en|i|та|и|&|(?:\p{Lu}|\p{Lo})[\p{L}\p{M}.’'-]*)){1,8})"
)
