"""What pages sent and the server did: a change that is sent again is not done again."""

from django.db import models
from django.db.models.functions import Now


class Delivery(models.Model):
    """One change of a page that was carried out. The page made the key.

    An answer can be lost on its way back; the page then sends the same change again. No foreign
    keys, as in the history: a row only says what was done to what, and is forgotten after a while.
    """

    key = models.UUIDField(primary_key=True)
    actor_id = models.BigIntegerField()
    annotation_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "delivery"
        indexes = [models.Index(fields=["at"], name="delivery_at")]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return str(self.key)
