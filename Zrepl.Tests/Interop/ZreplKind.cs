using Zrepl.Tests.Support;

namespace Zrepl.Tests.Interop;

/// <summary>One of the programs called zrepl. Those in Go are named by the person who has them, in an environment variable.</summary>
internal static class ZreplKind
{
    public const string Ours = "ours";
    public const string Go07 = "Go 0.7";
    public const string Go06 = "Go 0.6";

    /// <summary>Path of the program.</summary>
    public static string ProgramOf(string kind) => kind == Ours ? ZreplProgram.Path : Environment.GetEnvironmentVariable(VariableOf(kind))!; // or the test was skipped

    /// <summary>Skips the test if one of the programs is not at hand.</summary>
    public static void SkipUnlessAtHand(params string[] kinds)
    {
        foreach (var variable in kinds.Where(kind => kind != Ours).Select(VariableOf))
            Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)), $"{variable} names no program");
    }

    private static string VariableOf(string kind) => kind switch
    {
        Go07 => "ZREPL_GO_07",
        Go06 => "ZREPL_GO_06",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a Go program"),
    };
}
