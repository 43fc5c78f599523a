using System.Collections.Frozen;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Tests.Engine.Logging.Formats;

/// <summary>The three layouts, byte for byte (spec E3).</summary>
public sealed class LogFormatTests
{
    private const LogLineParts TimeAndLevel = LogLineParts.Time | LogLineParts.Level;

    [Fact]
    public void For_people_with_time() => Assert.Equal( // E-01
        """2026-02-16T10:00:05+01:00 [INFO][j][job][R$R.s]: m a="1" err="x y" """.TrimEnd(), Human(TimeAndLevel, AnEntry.OfTheChecklist()));

    [Fact]
    public void For_people_without_time() => Assert.Equal( // E-02
        """[INFO][j][job][R$R.s]: m a="1" err="x y" """.TrimEnd(), Human(LogLineParts.Level, AnEntry.OfTheChecklist()));

    [Fact]
    public void For_syslog_neither_time_nor_level() => Assert.Equal( // E-03
        """[j][job][R$R.s]: m a="1" err="x y" """.TrimEnd(), Human(LogLineParts.None, AnEntry.OfTheChecklist()));

    [Fact]
    public void A_bare_message_stands_alone() => Assert.Equal("m", Human(LogLineParts.None, AnEntry.Of(LogEventLevel.Information, "m"))); // E-04

    [Fact]
    public void On_a_terminal_brackets_and_keys_are_coloured() => Assert.Equal(
        "[\e[91mERRO\e[0m][\e[91mj\e[0m]: m \e[91mk\e[0m=\"v\"",
        Human(LogLineParts.Level | LogLineParts.Colour, AnEntry.Of(LogEventLevel.Error, "m", ("job", "j"), ("k", "v"))));

    [Theory]
    [InlineData(LogEventLevel.Debug, "[\e[94mDEBG\e[0m]: m")]
    [InlineData(LogEventLevel.Information, "[\e[92mINFO\e[0m]: m")]
    [InlineData(LogEventLevel.Warning, "[\e[93mWARN\e[0m]: m")]
    public void Each_level_has_its_colour(LogEventLevel level, string expected) =>
        Assert.Equal(expected, Human(LogLineParts.Level | LogLineParts.Colour, AnEntry.Of(level, "m")));

    [Fact]
    public void What_the_message_tells_is_not_repeated_for_people() => Assert.Equal(
        """sent 3 bytes of tank/a k="v" """.TrimEnd(),
        Human(LogLineParts.None, AnEntry.Of(LogEventLevel.Information, "sent {Bytes} bytes of {FilesystemName}", ("bytes", 3L), ("filesystem_name", "tank/a"), ("k", "v"))));

    [Fact]
    public void A_line_stays_a_line_whatever_a_peer_says()
    {
        const string hostile = "a\nb\"\\\e[31m\u2028\u0085";
        Assert.Equal(
            """peer says a\nb"\\x1b[31m\u2028\u0085 k="a\nb\"\\\x1b[31m\u2028\u0085" """.TrimEnd(),
            Human(LogLineParts.None, AnEntry.Of(LogEventLevel.Information, "peer says {Said}", ("said", hostile), ("k", hostile))));
    }

    [Fact]
    public void Logfmt_tells_job_subsystem_and_span_first() => Assert.Equal( // E-05
        """time=2026-02-16T10:00:05.1042331+01:00 level=info job=j subsystem=job span=R$R.s msg=m a=1 err="x y" """.TrimEnd(),
        Logfmt(TimeAndLevel, AnEntry.OfTheChecklist()));

    [Fact]
    public void Logfmt_without_a_job_moves_the_other_two_to_the_tail() => Assert.Equal( // E-06
        """time=2026-02-16T10:00:05.1042331+01:00 level=info msg=m a=1 span=R$R.s subsystem=job err="x y" """.TrimEnd(),
        Logfmt(TimeAndLevel, AnEntry.Of(LogEventLevel.Information, "m", ("err", "x y"), ("a", 1), ("span", "R$R.s"), ("subsystem", "job"))));

    [Theory]
    [InlineData("", "k=")]
    [InlineData("plain/text@1:2", "k=plain/text@1:2")]
    [InlineData("a=b", "k=\"a=b\"")]
    [InlineData("say \"hi\"", "k=\"say \\\"hi\\\"\"")]
    [InlineData("<a&b>", "k=<a&b>")]
    [InlineData("<a & b>", "k=\"<a & b>\"")]
    [InlineData("null", "k=\"null\"")]
    [InlineData("a\tb", "k=\"a\\tb\"")]
    [InlineData("Fürst😀", "k=Fürst😀")]
    public void Logfmt_quotes_what_needs_it(string value, string expected) =>
        Assert.Equal("msg=m " + expected, Logfmt(LogLineParts.None, AnEntry.Of(LogEventLevel.Information, "m", ("k", value))));

    [Fact]
    public void Json_has_sorted_keys_long_level_and_seconds() => Assert.Equal( // E-07
        """{"a":1,"err":"x y","job":"j","level":"info","msg":"m","span":"R$R.s","subsystem":"job","time":"2026-02-16T10:00:05+01:00"}""",
        Json(AnEntry.OfTheChecklist()));

    [Fact]
    public void Json_keeps_numbers_and_truth_and_escapes_as_go_does() => Assert.Equal(
        """{"d":0.25,"level":"warn","msg":"m","n":null,"nan":"NaN","s":"a\u003cb","t":true,"time":"2026-02-16T10:00:05+01:00"}""",
        Json(AnEntry.Of(LogEventLevel.Warning, "m", ("d", 0.25), ("n", null), ("nan", double.NaN), ("s", "a<b"), ("t", true), ("msg", "hidden by the message"))));

    [Fact]
    public void Hidden_fields_are_left_out_everywhere()
    {
        var hidden = new[] { "span", "a" }.ToFrozenSet();
        Assert.Equal("""[j][job]: m err="x y" """.TrimEnd(), Text(new HumanFormat(LogLineParts.None, hidden), AnEntry.OfTheChecklist()));
        Assert.Equal("""job=j subsystem=job msg=m err="x y" """.TrimEnd(), Text(new LogfmtFormat(LogLineParts.None, hidden), AnEntry.OfTheChecklist()));
        Assert.DoesNotContain("span", Text(new JsonFormat(hidden), AnEntry.OfTheChecklist()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TimeSpan), "1m30.5s")]
    [InlineData(typeof(DateTimeOffset), "2026-02-16T10:00:05.1042331+01:00")]
    [InlineData(typeof(string[]), "a, b")]
    [InlineData(typeof(Exception), "outer: inner")]
    [InlineData(typeof(bool), "true")]
    [InlineData(typeof(double), "0.1")]
    [InlineData(typeof(ThrowingValue), "<ThrowingValue: cannot say>")]
    public void Values_are_written_as_go_writes_them(Type type, string expected)
    {
        object value = type == typeof(TimeSpan) ? TimeSpan.FromSeconds(90.5)
            : type == typeof(DateTimeOffset) ? AnEntry.Time
            : type == typeof(string[]) ? new[] { "a", "b" }
            : type == typeof(Exception) ? new IOException("outer", new IOException("inner"))
            : type == typeof(bool) ? true
            : type == typeof(double) ? 0.1
            : new ThrowingValue();
        Assert.Equal($"k=\"{expected}\"", Human(LogLineParts.None, AnEntry.Of(LogEventLevel.Information, "", ("k", value))).Trim());
    }

    private static string Human(LogLineParts parts, LogEvent entry) => Text(new HumanFormat(parts, FrozenSet<string>.Empty), entry);

    private static string Logfmt(LogLineParts parts, LogEvent entry) => Text(new LogfmtFormat(parts, FrozenSet<string>.Empty), entry);

    private static string Json(LogEvent entry) => Text(new JsonFormat(FrozenSet<string>.Empty), entry);

    private static string Text(ITextFormatter format, LogEvent entry)
    {
        using var text = new StringWriter();
        format.Format(entry, text);
        return text.ToString();
    }

    private sealed class ThrowingValue
    {
        public override string ToString() => throw new InvalidOperationException("cannot say");
    }
}
