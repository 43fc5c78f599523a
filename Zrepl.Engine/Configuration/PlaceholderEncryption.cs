namespace Zrepl.Engine.Configuration;

/// <summary>How placeholder filesystems are made with regard to encryption. Key <c>recv.placeholder.encryption</c>.</summary>
public enum PlaceholderEncryption
{
    /// <summary><c>unspecified</c>: nobody decided. Only the client's root may be made, anything deeper is refused (spec B9.8).</summary>
    Unspecified,

    /// <summary><c>inherit</c>: as the parent.</summary>
    Inherit,

    /// <summary><c>off</c>: unencrypted (<c>-o encryption=off</c>).</summary>
    Off,
}
