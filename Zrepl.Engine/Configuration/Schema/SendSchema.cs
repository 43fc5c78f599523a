using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>send</c> section. Source: spec config 9.1.</summary>
internal static class SendSchema
{
    private static readonly Key<SendDefinition, bool> Encrypted =
        Flag("encrypted", s => s.Encrypted, "Every dataset must be encrypted and is sent raw (zfs send -w). One that is not encrypted is refused.");
    private static readonly Key<SendDefinition, bool> Raw = Flag("raw", s => s.Raw, "Send blocks as stored (-w). With encrypted: false, encrypted datasets are refused all the same: a tree with both kinds needs two jobs, one with encrypted: true.");
    private static readonly Key<SendDefinition, bool> SendProperties =
        Flag("send_properties", s => s.SendProperties, "Send the properties of the datasets along (-p).");
    private static readonly Key<SendDefinition, bool> BackupProperties =
        Flag("backup_properties", s => s.BackupProperties, "Send the properties that were received, rather than local ones (-b).");
    private static readonly Key<SendDefinition, bool> LargeBlocks =
        Flag("large_blocks", s => s.LargeBlocks, "Send large blocks as they are (-L). Must not be changed after the first replication.");
    private static readonly Key<SendDefinition, bool> Compressed =
        Flag("compressed", s => s.Compressed, "Send compressed blocks as they are (-c).");
    private static readonly Key<SendDefinition, bool> EmbeddedData =
        Flag("embedded_data", s => s.EmbeddedData, "Send embedded blocks as they are (-e).");
    private static readonly Key<SendDefinition, bool> Saved = Flag("saved", s => s.Saved, "Send what was received partly (-S).");
    private static readonly Key<SendDefinition, BandwidthLimit> Limit = BandwidthSchema.Key<SendDefinition>(s => s.BandwidthLimit);

    public static readonly SectionShape<SendDefinition> Shape = new(
        "send options", [Encrypted, Raw, SendProperties, BackupProperties, LargeBlocks, Compressed, EmbeddedData, Saved, Limit], Build);

    private static Key<SendDefinition, bool> Flag(string name, Func<SendDefinition, bool> read, string doc) =>
        new(name, Scalars.Boolean, read, doc) { Default = false };

    private static SendDefinition Build(BoundKeys bound)
    {
        if (bound.Get(Encrypted) && bound.Get(Raw))
            bound.Place.Key(Raw.Name).Warn(bound.NodeOf(Raw), ProblemCodes.RedundantSendFlags, "encrypted: true implies raw: true");
        return new()
        {
            Encrypted = bound.Get(Encrypted),
            Raw = bound.Get(Raw),
            SendProperties = bound.Get(SendProperties),
            BackupProperties = bound.Get(BackupProperties),
            LargeBlocks = bound.Get(LargeBlocks),
            Compressed = bound.Get(Compressed),
            EmbeddedData = bound.Get(EmbeddedData),
            Saved = bound.Get(Saved),
            BandwidthLimit = bound.Get(Limit),
        };
    }
}
