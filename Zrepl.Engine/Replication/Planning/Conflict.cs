using System.Collections.Immutable;
using System.Text;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// Why no incremental path leads from what the receiver has to what the sender has. The texts are upstream's; long lists are cut in the
/// middle, the lists themselves are complete. Source: spec 1.6.3.
/// </summary>
public abstract record Conflict
{
    private const int LongestList = 40;

    private Conflict()
    {
    }

    /// <summary>The text operators see and search for.</summary>
    public abstract string Text { get; }

    /// <summary>The sender has no versions at all.</summary>
    public sealed record NoSenderSnapshots : Conflict
    {
        /// <inheritdoc/>
        public override string Text => "no snapshots available on sender side";
    }

    /// <summary>
    /// Nothing in common: the dataset was made anew, all common snapshots were destroyed, or somebody else owns the target. With an empty
    /// receiver it is simply the beginning.
    /// </summary>
    /// <param name="Sender">All versions of the sender, oldest first.</param>
    /// <param name="Receiver">All snapshots of the receiver, oldest first.</param>
    public sealed record NoCommonAncestor(ImmutableArray<FilesystemVersion> Sender, ImmutableArray<FilesystemVersion> Receiver) : Conflict
    {
        /// <inheritdoc/>
        public override string Text
        {
            get
            {
                var text = new StringBuilder("no common snapshot or suitable bookmark between sender and receiver");
                if (Sender.IsEmpty && Receiver.IsEmpty) return text.ToString();
                AppendList(text.Append(":\n  sorted sender versions:\n"), Sender);
                AppendList(text.Append("  sorted receiver versions:\n"), Receiver);
                return text.ToString();
            }
        }
    }

    /// <summary>The receiver has snapshots that the sender does not have, newer than the last common version.</summary>
    /// <param name="Common">Newest version both have, as the sender names it.</param>
    /// <param name="SenderOnly">Newer versions of the sender, oldest first.</param>
    /// <param name="ReceiverOnly">Newer snapshots of the receiver, oldest first.</param>
    public sealed record Diverged(
        FilesystemVersion Common, ImmutableArray<FilesystemVersion> SenderOnly, ImmutableArray<FilesystemVersion> ReceiverOnly) : Conflict
    {
        /// <inheritdoc/>
        public override string Text
        {
            get
            {
                var text = new StringBuilder("the receiver's latest snapshot is not present on sender:\n");
                text.Append("  last common: ").Append(Common.RelativeName).Append('\n');
                AppendList(text.Append("  sender-only:\n"), SenderOnly);
                AppendList(text.Append("  receiver-only:\n"), ReceiverOnly);
                return text.ToString();
            }
        }
    }

    private static void AppendList(StringBuilder text, ImmutableArray<FilesystemVersion> versions)
    {
        var left = versions.Length > LongestList ? LongestList / 2 : versions.Length;
        foreach (var version in versions.AsSpan()[..left]) AppendLine(text, version.RelativeName);
        if (left == versions.Length) return;
        AppendLine(text, $"... {versions.Length - LongestList} more ...");
        foreach (var version in versions.AsSpan()[^(LongestList / 2)..]) AppendLine(text, version.RelativeName);
    }

    private static void AppendLine(StringBuilder text, string line) => text.Append("    ").Append(line).Append('\n');
}
