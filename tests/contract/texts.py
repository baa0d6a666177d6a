"""What no rule may stumble over (X1): any text at all, and what ends one that was nearly right."""

from hypothesis import strategies as st

TRICKY = (
    "\0\t\n\r\x1c\x7f \u00a0\u00ad\u034f\u0301\u0307\u0345\u200b\u200d\u200e\u2007\u2010\u2011\u202e\u2066"
    "\u2028\ufeff\u3000\ufe0f\U000e0100\ud800\udfff\ue000\ufffd\uffff\U0001f600\U0010ffff"
    "ıſKßŉΐﬃ²①٠0１9aAzZéＡ．。·・•‧-_@'\"%<>{}\\/.,+()#*?◎ㄅㄨˊあ가Иα王黄凃𬧷樂塚﨑〇"
)
LONG = ("a" * 10_000, "9" * 10_000, "王" * 10_000, "\u0301" * 10_000, " -" * 5_000, "A@" * 5_000)

hostile = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from(TRICKY)),
    st.sampled_from(("", " ", "\u3000", *LONG)),
)


def marred(*good: str) -> st.SearchStrategy[str]:
    """A good text with something tricky put into it."""
    return st.builds(
        lambda text, at, what: text[: at % (len(text) + 1)] + what + text[at % (len(text) + 1) :],
        st.sampled_from(good),
        st.integers(0, 100),
        st.text(st.sampled_from(TRICKY), max_size=3),
    )
