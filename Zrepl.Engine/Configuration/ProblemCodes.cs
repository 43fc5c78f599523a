namespace Zrepl.Engine.Configuration;

/// <summary>The codes of problems. They are stable: scripts and documentation name them.</summary>
internal static class ProblemCodes
{
    // The file as such
    public const string Unreadable = "ZC001";
    public const string Syntax = "ZC002";
    public const string MoreDocuments = "ZC003";
    public const string Include = "ZC004";
    public const string IgnoredGlobal = "ZC005";

    // Keys and kinds
    public const string UnknownKey = "ZC010";
    public const string RepeatedKey = "ZC011";
    public const string MissingKey = "ZC012";
    public const string ZeroValue = "ZC013";
    public const string WrongKind = "ZC014";
    public const string Type = "ZC015";
    public const string NullIsDefault = "ZC016";
    public const string ExclusiveKeys = "ZC017";
    public const string Extension = "ZC018";

    // Values
    public const string Grammar = "ZC020";
    public const string Illegal = "ZC021";
    public const string JobName = "ZC022";
    public const string TlsFile = "ZC023";
    public const string RelativeFile = "ZC024";

    // Values that are legal and probably not meant
    public const string NeverMatches = "ZC030";
    public const string Hook = "ZC031";
    public const string SnapshotNameCollision = "ZC033";
    public const string RedundantSendFlags = "ZC034";
    public const string HandshakeTimeout = "ZC035";
    public const string PlaceholderEncryptionUnset = "ZC036";
    public const string ClientsChooseMountpoints = "ZC037";

    // Pruning
    public const string UselessNotReplicated = "ZC040";
    public const string YoungestNotKept = "ZC041";
    public const string ForeignSnapshotsNotKept = "ZC042";
    public const string IntervalBeyondGrid = "ZC043";
    public const string NotReplicatedMissing = "ZC044";

    // Several jobs
    public const string RootOverlap = "ZC050";
    public const string FilterMatchesRoot = "ZC051";
    public const string PruningOverlap = "ZC052";
    public const string ListenTwice = "ZC053";
    public const string StdinserverIdentityTwice = "ZC054";
    public const string LocalListenerTwice = "ZC055";
    public const string LocalListenerMissing = "ZC056";
    public const string LocalListenerKind = "ZC057";
    public const string SocketCollision = "ZC058";
    public const string UnknownDynamicRoots = "ZC059";
    public const string SharedSource = "ZC060";
}
