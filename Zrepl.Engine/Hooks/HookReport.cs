using System.Collections.Immutable;

namespace Zrepl.Engine.Hooks;

/// <summary>What one step of a hook plan did.</summary>
/// <param name="Text">One line for status reports, in upstream's words.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Output">What the hook printed, standard output and standard error as they came; the last bytes if it was too much.</param>
public sealed record HookReport(string Text, HookFailure? Failure, ImmutableArray<byte> Output)
{
    /// <summary>A report without output.</summary>
    public HookReport(string text, HookFailure? failure = null) : this(text, failure, []) { }

    /// <summary>The output as text; bytes that are not UTF-8 are replaced.</summary>
    public string OutputText => System.Text.Encoding.UTF8.GetString(Output.AsSpan());

    /// <summary>The same report with at most the last <paramref name="bytes"/> of the output.</summary>
    public HookReport WithOutputTail(int bytes) => Output.Length <= bytes ? this : this with { Output = Output[^bytes..] };
}

/// <summary>Why a hook step failed.</summary>
/// <param name="Reason">The bare reason, such as <c>exit status 1</c>.</param>
/// <param name="Message">The whole message with what was run, for logs.</param>
public sealed record HookFailure(string Reason, string Message);
