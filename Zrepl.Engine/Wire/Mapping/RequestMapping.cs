using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Wire.Mapping;

/// <summary>Requests on the wire (spec wire 4.3, rules F1, F2, F5 to F8).</summary>
internal static class RequestMapping
{
    /// <summary>As a message; complete, or a Go daemon would end.</summary>
    public static Messages.SendReq ToMessage(SendRequest request)
    {
        var message = new Messages.SendReq
        {
            Filesystem = request.Filesystem.Text,
            To = VersionMapping.ToMessage(request.To),
            ResumeToken = request.ResumeToken ?? "",
            ReplicationConfig = ToMessage(request.Protection),
        };
        if (request.From is { } from) message.From = VersionMapping.ToMessage(from);
        return message;
    }

    /// <summary>As a message; complete, or a Go daemon would end once the data has arrived.</summary>
    public static Messages.ReceiveReq ToMessage(ReceiveRequest request) => new()
    {
        Filesystem = request.Filesystem.Text,
        To = VersionMapping.ToMessage(request.To),
        ClearResumeToken = request.ClearResumeToken,
        ReplicationConfig = ToMessage(request.Protection),
    };

    /// <summary>As a message.</summary>
    /// <exception cref="ArgumentException">Something in the list is not a snapshot: a Go daemon would refuse all of it.</exception>
    public static Messages.DestroySnapshotsReq ToMessage(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots)
    {
        if (snapshots.FirstOrDefault(version => !version.IsSnapshot) is { } bookmark) throw new ArgumentException($"version \"{bookmark}\" is not a snapshot");
        return new() { Filesystem = filesystem.Text, Snapshots = { snapshots.Select(VersionMapping.ToMessage) } };
    }

    /// <summary>From a message.</summary>
    /// <exception cref="EndpointException">It breaks a rule.</exception>
    public static SendRequest FromMessage(Messages.SendReq message) => new(
        Filesystem(message.Filesystem),
        message.From is null ? null : VersionMapping.FromMessage(message.From, "`From`"),
        Required(message.To),
        message.ResumeToken.Length == 0 ? null : message.ResumeToken,
        FromMessage(message.ReplicationConfig));

    /// <summary>From a message.</summary>
    /// <exception cref="EndpointException">It breaks a rule.</exception>
    public static ReceiveRequest FromMessage(Messages.ReceiveReq message)
    {
        var to = Required(message.To);
        if (!to.IsSnapshot) throw new EndpointException("`To` must be a snapshot");
        return new(Filesystem(message.Filesystem), to, message.ClearResumeToken, FromMessage(message.ReplicationConfig));
    }

    /// <summary>The snapshots to destroy.</summary>
    /// <exception cref="EndpointException">One is not a snapshot or breaks a rule.</exception>
    public static ImmutableArray<FilesystemVersion> Snapshots(Messages.DestroySnapshotsReq message)
    {
        var snapshots = message.Snapshots.Select(snapshot => VersionMapping.FromMessage(snapshot, "snapshot to destroy")).ToImmutableArray();
        return snapshots.FirstOrDefault(version => !version.IsSnapshot) is { } bookmark
            ? throw new EndpointException($"version \"{bookmark}\" is not a snapshot")
            : snapshots;
    }

    /// <summary>A dataset named by a peer.</summary>
    /// <exception cref="EndpointException">It is no legal name.</exception>
    public static DatasetPath Filesystem(string text)
    {
        try
        {
            return DatasetPath.Parse(text);
        }
        catch (InvalidNameException illegal)
        {
            throw new EndpointException($"`Filesystem` invalid: {illegal.Message}", FailureCategory.Permanent, illegal);
        }
    }

    private static FilesystemVersion Required(Messages.FilesystemVersion? to) =>
        VersionMapping.FromMessage(to ?? throw new EndpointException("`To` must not be nil"), "`To`");

    private static Messages.ReplicationConfig ToMessage(Protection protection) => new()
    {
        Protection = new()
        {
            Initial = (Messages.ReplicationGuaranteeKind)protection.Initial, // the same numbers, see ProtectionKind
            Incremental = (Messages.ReplicationGuaranteeKind)protection.Incremental,
        },
    };

    private static Protection FromMessage(Messages.ReplicationConfig? config)
    {
        if (config?.Protection is not { } protection) throw new EndpointException("pdu.ReplicationConfigProtection must not be nil");
        return new(Kind(protection.Initial, "Initial"), Kind(protection.Incremental, "Incremental"));
    }

    private static ProtectionKind Kind(Messages.ReplicationGuaranteeKind kind, string field) =>
        Enum.IsDefined((ProtectionKind)kind) ? (ProtectionKind)kind
            : throw new EndpointException($"pdu.ReplicationConfigProtection: field {field}: unknown kind {(int)kind}");
}
