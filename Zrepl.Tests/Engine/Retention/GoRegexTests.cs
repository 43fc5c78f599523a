using System.Text.RegularExpressions;
using Zrepl.Engine.Retention;

namespace Zrepl.Tests.Engine.Retention;

public sealed class GoRegexTests
{
    internal static readonly string SlowName = new string('a', 60) + "!";

    [Theory] // 3.8, C8, C13: each row is a pattern, a name it finds and one it does not
    [InlineData("^zrepl_", "zrepl_1", "x_zrepl_1")]
    [InlineData("auto", "x_auto_1", "x_Auto_1")]
    [InlineData("(?P<year>[0-9]{4})-", "2024-1", "204-1")]
    [InlineData("(?<year>2024)", "2024", "2025")]
    [InlineData(@"\Qa.b\E+c", "a.bbc", "axbc")]
    [InlineData(@"\Qa.b", "a.b", "axb")]
    [InlineData(@"^zrepl\_", "zrepl_", "zrepl-")]
    [InlineData(@"a\-b\.c\:d", "a-b.c:d", "a-bxc:d")]
    [InlineData(@"end\z", "the end", "end.")]
    [InlineData("end$", "the end", "end\n")]
    [InlineData("(?m)end$", "end\nx", "end.")]
    [InlineData("(?m)^b", "a\nb", "ab")]
    [InlineData("[[:alpha:]]1", "a1", "11")]
    [InlineData("^[[:^digit:]]+$", "abc", "ab1")]
    [InlineData("^[[:alpha:]_]+$", "a_b", "a:b")]
    [InlineData("^[a-z-[aeiou]]$", "b]", "b")]
    [InlineData("^[a-z-[aeiou]]$", "[]", "x")]
    [InlineData(@"^\d$", "7", "٧")]
    [InlineData(@"^\w$", "_", "é")]
    [InlineData(@"^a\sb$", "a b", "a\vb")]
    [InlineData(@"^\D\W\S$", "a-b", "1-b")]
    [InlineData(@"^[^\d]$", "a", "1")]
    [InlineData(@"^[\D]$", "a", "1")]
    [InlineData(@"\bend\b", "the end.", "bend")]
    [InlineData(@"x\By", "xy", "x y")]
    [InlineData(@"^\pL$", "a", "1")]
    [InlineData(@"^\p{Lu}\P{Lu}$", "Ab", "AB")]
    [InlineData(@"^\p{^Lu}$", "a", "A")]
    [InlineData(@"^[\pN_]$", "_", "a")]
    [InlineData(@"^\p{Any}$", "a", "ab")]
    [InlineData(@"^\x{41}\x42\101$", "ABA", "ABB")]
    [InlineData(@"\x{1F600}", "a\U0001F600", "a")]
    [InlineData("^[a\U0001F600]$", "a", "b")]
    [InlineData(@"^\a?x$", "x", "y")]
    [InlineData("(?i)AUTO", "xauto", "xaut")]
    [InlineData("(?i:A)b", "ab", "aB")]
    [InlineData("a(?i)b|c", "C", "Ab")]
    [InlineData("(?i)[A-C]x", "bX", "dx")]
    [InlineData("(?i)a(?-i)b", "Ab", "AB")]
    [InlineData("^a.b$", "axb", "a\nb")]
    [InlineData("(?s)^a.b$", "a\nb", "ab")]
    [InlineData("(?U)^a+$", "aa", "ab")]
    [InlineData("(?i)(?-i)a", "a", "A")]
    [InlineData("^a{,3}$", "a{,3}", "aa")]
    [InlineData("^a{2}$", "aa", "a")]
    [InlineData("^a{2,}b{0,1}$", "aaab", "abb")]
    [InlineData("^a{01}$", "a{01}", "a")]
    [InlineData("^a{1", "a{1", "a")]
    [InlineData("^(a|b)*?c$", "abbac", "d")]
    [InlineData("^(?:ab){2}$", "abab", "ab")]
    [InlineData("^a{1000}", "a{1000}", "b")]
    [InlineData("^[]a]+$", "]a", "b")]
    [InlineData("^[^]a]$", "b", "]")]
    [InlineData("^[a-]+$", "a-", "b")]
    [InlineData("^[-a]+$", "a-", "b")]
    [InlineData("^*a", "a", "b")]
    [InlineData("a#b c", "a#b c", "ab")]
    [InlineData("", "anything", null)]
    [InlineData("()", "anything", null)]
    [InlineData(@"^[^\p{Any}]", null, "a")]
    public void A_pattern_finds_what_it_finds_in_go(string pattern, string? found, string? notFound)
    {
        var regex = GoRegex.Parse(pattern);
        if (pattern == "^a{1000}") found = new string('a', 1000);
        if (found is not null) Assert.Equal(RegexOutcome.Matches, regex.Search(found));
        if (notFound is not null) Assert.Equal(RegexOutcome.DoesNotMatch, regex.Search(notFound));
    }

    [Theory] // 3.8, I20, C8, C13
    [InlineData("(", "missing closing ): `(` (at character 1)")]
    [InlineData("a(b", "missing closing ): `a(b` (at character 2)")]
    [InlineData("a)b", "unexpected ): `a)b` (at character 2)")]
    [InlineData("[a", "missing closing ]: `[a` (at character 1)")]
    [InlineData("[", "missing closing ]: `[` (at character 1)")]
    [InlineData("[a-", "missing closing ]: `[a-` (at character 1)")]
    [InlineData("[]", "missing closing ]: `[]` (at character 1)")]
    [InlineData("[z-a]", "invalid character class range: `z-a` (at character 2)")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]` (at character 2)")]
    [InlineData("x(?=a)", "invalid or unsupported Perl syntax: `(?=` (at character 2)")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?<=a)", "invalid named capture: `(?<=a)`")]
    [InlineData("(?<!a)b>", "invalid named capture: `(?<!a)b>`")]
    [InlineData("(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData("(?(1)a|b)", "invalid or unsupported Perl syntax: `(?(`")]
    [InlineData("(?x)a", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("(?n)a", "invalid or unsupported Perl syntax: `(?n`")]
    [InlineData("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`")]
    [InlineData("(?#comment)", "invalid or unsupported Perl syntax: `(?#`")]
    [InlineData("(?P=n)", "invalid or unsupported Perl syntax: `(?P`")]
    [InlineData("(?P<n", "invalid named capture: `(?P<n`")]
    [InlineData("(?P<a b>x)", "invalid named capture: `(?P<a b>`")]
    [InlineData("(?i", "missing closing ): `(?i`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1` (at character 4)")]
    [InlineData(@"a\Z", @"invalid escape sequence: `\Z` (at character 2)")]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData(@"\K", @"invalid escape sequence: `\K`")]
    [InlineData(@"\h", @"invalid escape sequence: `\h`")]
    [InlineData(@"\R", @"invalid escape sequence: `\R`")]
    [InlineData(@"\X", @"invalid escape sequence: `\X`")]
    [InlineData(@"\G", @"invalid escape sequence: `\G`")]
    [InlineData(@"\e", @"invalid escape sequence: `\e`")]
    [InlineData(@"\cA", @"invalid escape sequence: `\c`")]
    [InlineData(@"[\b]", @"invalid escape sequence: `\b`")]
    [InlineData(@"\u0041", @"invalid escape sequence: `\u`")]
    [InlineData(@"\x4", @"invalid escape sequence: `\x4`")]
    [InlineData(@"\xZZ", @"invalid escape sequence: `\xZZ`")]
    [InlineData(@"\x{110000}", @"invalid escape sequence: `\x{110000}`")]
    [InlineData(@"\x{}", @"invalid escape sequence")]
    [InlineData(@"\x{41", @"invalid escape sequence")]
    [InlineData(@"\p{Greek}", @"invalid character class range: `\p{Greek}`")]
    [InlineData(@"\p{L", @"invalid character class range: `\p{L`")]
    [InlineData(@"\p", @"invalid character class range: `\p`")]
    [InlineData(@"a\", @"trailing backslash at end of expression: `\` (at character 2)")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}` (at character 2)")]
    [InlineData("a{99999999999}", "invalid repeat count: `{99999999999}`")]
    [InlineData("a{3,2}", "invalid repeat count: `{3,2}`")]
    [InlineData("(a{100}){11}", "invalid repeat count: `{11}`")]
    [InlineData("a**", "invalid nested repetition operator: `**` (at character 2)")]
    [InlineData("a*+", "invalid nested repetition operator: `*+`")]
    [InlineData("a??+", "invalid nested repetition operator: `??+`")]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")]
    [InlineData("*a", "missing argument to repetition operator: `*` (at character 1)")]
    [InlineData("a|+", "missing argument to repetition operator: `+` (at character 3)")]
    [InlineData("(?)*", "missing argument to repetition operator: `*`")]
    public void What_go_refuses_is_refused_with_the_place(string pattern, string reason)
    {
        Assert.False(GoRegex.TryParse(pattern, out _, out var problem));
        Assert.StartsWith("error parsing regexp: " + reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains("nests too deeply", Assert.Throws<GoRegexSyntaxException>(() => GoRegex.Parse(new string('(', 1001))).Message,
            StringComparison.Ordinal);

    [Fact] // what the translator lets through must be a pattern of .NET
    public void Any_text_is_a_pattern_or_refused()
    {
        const string alphabet = "ab09_-^$.|*+?()[]{},:\\ QEdwspPxzAbBiUmsn<>=!&\U0001F600";
        var random = new Random(3);
        var legal = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            if (!GoRegex.TryParse(pattern, out var regex, out var problem))
                Assert.StartsWith("error parsing regexp: ", problem, StringComparison.Ordinal);
            else if (regex.Search("ab_0-9: x") != RegexOutcome.TimedOut) legal++;
        }

        Assert.InRange(legal, 300, 2_700); // both outcomes are common, or the alphabet says nothing
    }

    [Fact] // 3.8: patterns beyond the linear engine's size
    public void A_pattern_too_large_for_the_linear_engine_still_works()
    {
        var pattern = "^(?:" + string.Concat(Enumerable.Range(0, 40).Select(i => $"[a-y]{{900}}{i}|")) + "z)$";
        var regex = GoRegex.Parse(pattern);
        Assert.Equal(RegexOutcome.Matches, regex.Search("z"));
        Assert.Equal(RegexOutcome.DoesNotMatch, regex.Search("zz"));
    }

    [Fact]
    public void A_search_that_takes_too_long_says_so() => Assert.Equal(RegexOutcome.TimedOut, Slow().Search(SlowName));

    [Theory]
    [InlineData("^auto_", "auto_")]
    [InlineData("^auto_.*", "auto_")]
    [InlineData("^auto_*", "auto")]
    [InlineData("^auto_+x", "auto_")]
    [InlineData("^a?", "")]
    [InlineData("^?a", "")]
    [InlineData("auto_", "")]
    [InlineData("^a|b", "")]
    [InlineData("^", "")]
    public void A_plain_prefix_is_seen(string pattern, string prefix) => Assert.Equal(prefix, GoRegex.Parse(pattern).PlainPrefix);

    // Backtracks for hours without its timeout.
    internal static GoRegex Slow() => new("slow", new Regex("^(a+)+$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(1)));
}
