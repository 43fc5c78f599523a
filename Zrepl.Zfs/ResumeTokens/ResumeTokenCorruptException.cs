using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.ResumeTokens;

/// <summary>A resume token is not one that ZFS made, or one we do not dare to hand to <c>zfs send</c>.</summary>
public sealed class ResumeTokenCorruptException(string reason) : ZfsException($"resume token is corrupt: {reason}");
