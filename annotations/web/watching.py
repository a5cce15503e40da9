"""How soon a page asks again how far a job is."""

from typing import Final

from django.utils import timezone

from annotations.models import Job

SOONEST: Final = 300  # milliseconds
LATEST: Final = 2000


def look_again(job: Job) -> int:
    """In how many milliseconds: soon for a new job, as most are short; then as long as it took."""
    age = (timezone.now() - job.created_at).total_seconds() * 1000
    return min(max(SOONEST, int(age)), LATEST)
