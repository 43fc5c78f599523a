using System.Globalization;
using System.Numerics;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Variables;

/// <summary>Makes variables of each kind. The grammars are those of Go's <c>strconv</c> and <c>time</c>.</summary>
internal static class VariableKinds
{
    private static readonly string[] TrueWords = ["1", "t", "T", "TRUE", "true", "True"];
    private static readonly string[] FalseWords = ["0", "f", "F", "FALSE", "false", "False"];

    public static EnvironmentVariable<string> Text(string name, string effect) =>
        new(name, "text", effect, () => "", text => (text, null), text => text);

    /// <summary>Set to anything at all, it is on.</summary>
    public static EnvironmentVariable<bool> Flag(string name, string effect) =>
        new(name, "any text", effect, () => false, _ => (true, null), isOn => isOn ? "1" : "");

    public static EnvironmentVariable<bool> Boolean(string name, string effect) =>
        new(name, "boolean", effect, () => false, text => (TrueWords.Contains(text), ProblemInBoolean(text)), isOn => isOn ? "true" : "false");

    public static EnvironmentVariable<bool?> BooleanOrProbed(string name, string effect) =>
        new(name, "boolean", $"{effect}; not set: found out by trying", () => null,
        text => (TrueWords.Contains(text), ProblemInBoolean(text)), isOn => isOn is null ? "" : isOn.Value ? "true" : "false");

    public static EnvironmentVariable<TimeSpan> Duration(string name, string byDefault, string effect, bool mayBeZero = false) =>
        new(name, "duration", effect, () => GoDuration.Parse(byDefault), text => ReadDuration(text, mayBeZero), GoDuration.Format);

    public static EnvironmentVariable<int> Whole(string name, int byDefault, int min, int max, string effect) =>
        new(name, "whole number", effect, () => byDefault, text => ReadNumber(text, min, max), Written);

    public static EnvironmentVariable<int?> WholeOrUnlimited(string name, int byDefault, string effect) =>
        new(name, "whole number", effect, () => byDefault, text =>
    {
        if (text == "-1") return (null, null);
        var (number, problem) = ReadNumber(text, 1, int.MaxValue);
        return (number, problem is null ? null : $"{problem}, or -1");
    }, number => number is { } some ? Written(some) : "-1");

    public static EnvironmentVariable<long> Long(string name, Func<long> byDefault, long min, string effect) =>
        new(name, "whole number", effect, byDefault, text => ReadNumber(text, min, long.MaxValue), Written);

    public static EnvironmentVariable<ulong> Unsigned(string name, ulong byDefault, string effect) =>
        new(name, "whole number", effect, () => byDefault, text => ReadNumber(text, ulong.MinValue, ulong.MaxValue), Written);

    private static (T Value, string? Problem) ReadNumber<T>(string text, T min, T max)
        where T : struct, INumber<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? (number, null)
            : (default, $"must be a whole number from {Written(min)} to {Written(max)}");

    private static (TimeSpan Value, string? Problem) ReadDuration(string text, bool mayBeZero)
    {
        if (!GoDuration.TryParse(text, out var duration, out var problem)) return (default, $"must be a duration such as 10s: {problem}");
        var isLegal = duration > TimeSpan.Zero || (mayBeZero && duration == TimeSpan.Zero);
        return (duration, isLegal ? null : mayBeZero ? "must be 0 or positive" : "must be positive");
    }

    private static string? ProblemInBoolean(string text) =>
        TrueWords.Contains(text) || FalseWords.Contains(text) ? null
            : $"must be one of {string.Join(", ", TrueWords)}, {string.Join(", ", FalseWords)}";

    private static string Written<T>(T number)
        where T : INumber<T> =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
