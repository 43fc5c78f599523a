namespace Zrepl.Engine.Configuration;

/// <summary>How placeholder filesystems are made with regard to encryption. Key <c>recv.placeholder.encryption</c>.</summary>
public enum PlaceholderEncryption
{
    /// <summary><c>unspecified</c>: not below an encrypted parent; that is refused with an explanation.</summary>
    Unspecified,

    /// <summary><c>inherit</c>: as the parent.</summary>
    Inherit,

    /// <summary><c>off</c>: unencrypted (<c>-o encryption=off</c>).</summary>
    Off,
}
