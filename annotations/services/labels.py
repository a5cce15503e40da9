"""What tags are called when their kind changes; new ones are numbered where they are stored."""

from annotations.models import Annotation
from annotations.models.insertion import SLOTS


def renumber(annotation: Annotation, was: str, ordinal: int | None) -> list[str]:
    """Give an annotation whose kind was changed its number; returns [before, after] as labels.

    Its article is locked. It gets ``ordinal`` where that is free, else the next number of its
    kind, which no other had. Only the article's counter is saved.
    """
    if ordinal is None or _taken(annotation, ordinal):
        article, slot = annotation.article, SLOTS[annotation.kind] - 1
        article.labels_given[slot] += 1
        article.save(update_fields=["labels_given"])
        ordinal = article.labels_given[slot]
    annotation.ordinal = ordinal
    return [was, annotation.label]


def _taken(annotation: Annotation, ordinal: int) -> bool:
    others = Annotation.objects.filter(article=annotation.article_id, kind=annotation.kind)
    return others.filter(ordinal=ordinal).exclude(pk=annotation.pk).exists()
