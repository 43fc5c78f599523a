using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>
/// For how long a command may give no sign of life: no processor time, no bytes. Of commands that change a pool nothing can be seen while the kernel works for
/// them, so they are shown and never ended. Streams have guards of their own.
/// </summary>
/// <param name="HangsAfter">After so much it is shown as hanging.</param>
/// <param name="EndsAfter">After so much it is ended; null: never.</param>
internal sealed record CommandPatience(TimeSpan HangsAfter, TimeSpan? EndsAfter)
{
    /// <summary>How often it is looked at once it is slow.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    // A listing of a loaded pool is slow, but it moves; one that did not for so long waits for a pool that does not answer.
    private static readonly CommandPatience OfQuestions = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30));
    private static readonly CommandPatience OfChanges = new(TimeSpan.FromMinutes(10), null);

    // To destroy or roll back is work in proportion to data.
    private static readonly CommandPatience OfDestruction = new(TimeSpan.FromHours(1), null);

    /// <summary>The patience with a command; null: it is a stream.</summary>
    public static CommandPatience? With(ZfsCommand command) =>
        command.OnlyAsks() ? OfQuestions
        : command.Verb is "destroy" or "rollback" || IsAbortOfReceive(command) ? OfDestruction
        : command.Verb is "send" or "receive" or "recv" ? null
        : OfChanges;

    private static bool IsAbortOfReceive(ZfsCommand command) => command.Verb is "receive" or "recv" && command.Arguments.Contains("-A");
}
