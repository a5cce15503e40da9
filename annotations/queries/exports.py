"""Reads of past and running exports."""

from annotations.models import Job, Project, User


def exports_of(user: User, project: Project, *, before: int | None, limit: int) -> list[Job]:
    """The project's exports, newest first, with who asked; one more than ``limit``. One query."""
    jobs = Job.objects.visible_to(user).filter(project=project, kind=Job.Kind.EXPORT)
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    return list(jobs.select_related("requested_by").order_by("-pk")[: limit + 1])


def visible_export(user: User, job_id: int) -> Job:
    """One export. Raises Job.DoesNotExist where there is none, or it is not visible."""
    jobs = Job.objects.visible_to(user).filter(kind=Job.Kind.EXPORT)
    return jobs.select_related("project", "requested_by").get(pk=job_id)
