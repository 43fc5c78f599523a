using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Send;

/// <summary>One <c>zfs send</c>.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="From">Snapshot or bookmark to start from, or null for a full stream.</param>
/// <param name="To">The snapshot.</param>
/// <param name="Flags">Options; a resumed stream takes its own from the token.</param>
/// <param name="Token">Token of the receiver's interrupted receive, or null.</param>
public sealed record SendArguments(DatasetPath Dataset, FilesystemVersion? From, FilesystemVersion To, SendFlags Flags, ResumeToken? Token)
{
    /// <summary>The argument vector (spec A12.4).</summary>
    public ZfsCommand ToCommand() => ZfsCommand.Zfs(["send", .. Tail()]);

    /// <summary>The same as a dry run that prints what it would send, for machines to read.</summary>
    public ZfsCommand ToDryCommand() => ZfsCommand.Zfs(["send", "-n", "-v", "-P", .. Tail()]);

    private List<string> Tail()
    {
        if (Token is not null) return ["-t", Token.Text];
        List<string> arguments = [];
        if (Flags.IsRawOnWire) arguments.Add("-w");
        if (Flags.Properties) arguments.Add("-p");
        if (Flags.BackupProperties) arguments.Add("-b");
        if (Flags.LargeBlocks) arguments.Add("-L");
        if (Flags.Compressed) arguments.Add("-c");
        if (Flags.EmbeddedData) arguments.Add("-e");
        if (From is not null) arguments.AddRange(["-i", From.On(Dataset)]);
        arguments.Add(To.On(Dataset));
        return arguments;
    }
}
