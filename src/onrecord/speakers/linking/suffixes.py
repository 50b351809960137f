"""Names with and without “Jr.”: father and son, or one person whose suffix only some outlets write."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.speakers.linking.appearances import companion_keys
from onrecord.speakers.linking.features import AppearanceFeatures
from onrecord.speakers.linking.profiles import Profile
from onrecord.text.word_lists import fold

MIN_OFFICE_WORDS = 2  # of a role that one person holds: “Vice President”, “Chief Justice”; many are “Senator”


def leaves_out_suffix(features: AppearanceFeatures, profile: Profile) -> bool:
    """Return whether a speaker and an identity whose names differ by a suffix alone are one person all the same.

    An outlet writes a person's suffix always or never. So they are one if they hold the same office, no outlet has both
    names, and the two never speak in one article.
    """
    outlet = features.appearance.outlet
    if outlet is None or not profile.outlets or outlet in profile.outlets:
        return False
    own_keys = profile.own_keys | companion_keys((features.appearance.name,))
    if own_keys & (features.companions | profile.companions.keys()):
        return False
    return bool(_offices(features.appearance.roles) & _offices(profile.roles))


def _offices(roles: Iterable[str]) -> set[str]:
    """Return the roles of several words, folded, without the country before them: “U.S. vice president”."""
    words_of_roles = (fold(role).removeprefix("u s ").removeprefix("us ").split() for role in roles)
    return {" ".join(words) for words in words_of_roles if len(words) >= MIN_OFFICE_WORDS}
