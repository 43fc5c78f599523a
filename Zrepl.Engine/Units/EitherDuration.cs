using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Units;

/// <summary>
/// Upstream has two duration grammars that refuse each other's texts, a standing trap. Here each place takes both: its own grammar
/// decides first, the other one is asked only for what the first refuses, so no legal file changes its meaning. Source: spec config 3.2.
/// </summary>
public static class EitherDuration
{
    /// <summary>Reads an interval: <see cref="ZreplDuration"/>, else <see cref="GoDuration"/>. Errors are those of the former.</summary>
    public static bool TryParseInterval(string text, out TimeSpan duration, [NotNullWhen(false)] out string? problem) =>
        ZreplDuration.TryParse(text, out duration, out problem)
            || TakeIfParsed(GoDuration.TryParse(text, out var other, out _), other, ref duration, ref problem);

    /// <summary>Reads a timeout: <see cref="GoDuration"/>, else <see cref="ZreplDuration"/>. Errors are those of the former.</summary>
    public static bool TryParseTimeout(string text, out TimeSpan duration, [NotNullWhen(false)] out string? problem) =>
        GoDuration.TryParse(text, out duration, out problem)
            || TakeIfParsed(ZreplDuration.TryParse(text, out var other, out _), other, ref duration, ref problem);

    /// <summary>Writes a duration so that both grammars' places read it back: <c>10m</c>, <c>1d</c>, and <c>1.5s</c> where there is a
    /// fraction.</summary>
    public static string Format(TimeSpan duration) =>
        duration.Ticks % TimeSpan.TicksPerSecond == 0 ? ZreplDuration.Format(duration) : GoDuration.Format(duration);

    private static bool TakeIfParsed(bool isParsed, TimeSpan other, ref TimeSpan duration, ref string? problem)
    {
        if (!isParsed) return false;
        (duration, problem) = (other, null);
        return true;
    }
}
