using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>What a command is to those who watch it.</summary>
internal static class ZfsCommandKinds
{
    /// <summary>Its output or input is a stream that others work on while it runs: a task of its own.</summary>
    public static bool IsStreaming(this ZfsCommand command) => command.Verb is "send" or "receive" or "recv" or "list";

    /// <summary>It only asks. What changes a pool or carries data is worth a line at info, what asks is not.</summary>
    public static bool OnlyAsks(this ZfsCommand command) =>
        command.Verb is "list" or "get" or "holds" or "version" or "status" or "load-key" or "" || command.IsDryRun();

    /// <summary>It may take as long as it likes: data, or work in proportion to data (spec A1.11).</summary>
    public static bool MayTakeLong(this ZfsCommand command) => command.Verb is "send" or "receive" or "recv" or "destroy" or "rollback" && !command.IsDryRun();

    private static bool IsDryRun(this ZfsCommand command) =>
        command.Verb is "send" or "destroy" && command.Arguments.Any(argument => argument is ['-', not '-', ..] && argument.Contains('n', StringComparison.Ordinal));
}
