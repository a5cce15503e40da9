"""How static files are named once collectstatic has gathered them."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names carry a hash of the content, in the imports between our own modules too.

    Other people's scripts are shipped in one piece, and some speak of files they do not ship.
    """

    patterns = (*HashedFilesMixin.patterns, ("annotations/*.js", IMPORTS))
