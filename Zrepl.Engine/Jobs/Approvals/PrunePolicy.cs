using System.Security.Cryptography;
using System.Text;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>
/// What decides about the snapshots of one side of a job: its rules, and which datasets it is about. It is written as a job that says nothing else, so that it
/// can be kept as text without passwords and read again.
/// </summary>
internal sealed class PrunePolicy : IEquatable<PrunePolicy>
{
    private static readonly ConnectDefinition Nowhere = new ConnectDefinition.Local("x", ClientIdentity.Parse("x"), TimeSpan.FromSeconds(1));
    private static readonly ReplicationTrigger Never = new ReplicationTrigger.Manual();

    private readonly JobDefinition? _bare; // null: nothing is known of it

    private PrunePolicy(PruneSide side, JobDefinition? bare)
    {
        (Side, _bare) = (side, bare);
        Text = bare is null ? "" : CanonicalConfiguration.ToYaml(bare);
    }

    /// <summary>The side.</summary>
    public PruneSide Side { get; }

    /// <summary>As YAML of a job.</summary>
    public string Text { get; }

    /// <summary>The rules.</summary>
    public RetentionPolicy Rules => _bare is null ? RetentionPolicy.KeepEverything : PrunedSides.RulesOf(_bare, Side);

    /// <summary>Where a pull job receives; null for other jobs.</summary>
    public DatasetPath? Root => (_bare as PullJobDefinition)?.RootFs;

    /// <summary>Word for exactly these policies.</summary>
    public static string RevisionOf(IEnumerable<PrunePolicy> policies) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', policies.Select(policy => $"{policy.Side}\n{policy.Text}")))).AsSpan(0, 6));

    /// <summary>True if the job is about a dataset; of a pull job the other side decides that.</summary>
    public bool IsAbout(DatasetPath dataset) => _bare switch
    {
        PushJobDefinition push => push.Filesystems.Includes(dataset),
        SnapJobDefinition snap => snap.Filesystems.Includes(dataset),
        _ => true,
    };

    /// <summary>What it says on one line, as the file would: its rules, and which datasets it is about if another policy is about others.</summary>
    public string InWords(PrunePolicy other)
    {
        if (_bare is null) return "";
        var (mine, others) = (Tree(_bare), other._bare is null ? null : Tree(other._bare));
        var keep = Side switch { PruneSide.Sender => "keep_sender", PruneSide.Receiver => "keep_receiver", _ => "keep" };
        List<string> words = [Words(keep, (mine["pruning"] as YamlMapping)?[keep] ?? YamlMapping.Of([]))];
        foreach (var key in new[] { "filesystems", "root_fs" })
            if (mine[key] is { } value && (others is null || others[key] is not { } theirs || Words(key, theirs) != Words(key, value))) words.Add(Words(key, value));
        return string.Join(", ", words);

        static string Words(string key, YamlNode value) => $"{key}: {InlinePrinter.Print(value)}";

        static YamlMapping Tree(JobDefinition job) => (YamlMapping)JobShape.Instance.Write(job, showsSecrets: false); // a job is one
    }

    /// <summary>The policy of one side of a job.</summary>
    public static PrunePolicy Of(JobDefinition job, PruneSide side) => new(side, Bare(job, side));

    /// <summary>Reads a policy again; one whose text this program cannot read any more keeps everything, so that all that others destroy counts.</summary>
    public static PrunePolicy Read(PruneSide side, string text)
    {
        var indented = text.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal);
        var loaded = new ConfigurationLoader(new()).LoadText($"jobs:\n- {indented}\n", "approved rules");
        return new(side, loaded.Jobs is [var only] ? only.Definition : null);
    }

    public bool Equals(PrunePolicy? other) => ReferenceEquals(this, other) || (other is not null && Side == other.Side && _bare is not null && _bare == other._bare);

    public override bool Equals(object? obj) => Equals(obj as PrunePolicy);

    public override int GetHashCode() => HashCode.Combine(Side, _bare);

    private static JobDefinition Bare(JobDefinition job, PruneSide side)
    {
        var bare = job with { IsEnabled = true, Description = "", Alerts = AlertsDefinition.None, PruneApproval = PruneApprovalDefinition.Default };
        return bare switch
        {
            SnapJobDefinition snap => snap with { Snapshotting = new SnapshottingDefinition.Manual() },
            PushJobDefinition push => push with
            {
                Connect = Nowhere, Snapshotting = new SnapshottingDefinition.Manual(), Send = new(), Replication = ReplicationDefinition.Default, Trigger = Never,
                Pruning = Only(push.Pruning, side),
            },
            PullJobDefinition pull => pull with
            {
                Connect = Nowhere, Trigger = Never, Receive = ReceiveDefinition.Default, Replication = ReplicationDefinition.Default, Pruning = Only(pull.Pruning, side),
            },
            _ => throw new ArgumentException($"job \"{job.Name}\" of type {job.Type} prunes nothing", nameof(job)),
        };
    }

    private static PruningDefinition Only(PruningDefinition pruning, PruneSide side) => side == PruneSide.Sender
        ? pruning with { KeepReceiver = RetentionPolicy.KeepEverything }
        : pruning with { KeepSender = RetentionPolicy.KeepEverything };
}
