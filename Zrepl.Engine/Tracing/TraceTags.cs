namespace Zrepl.Engine.Tracing;

/// <summary>Names of facts attached to spans (spec F3, "Tags"): the viewer filters and adds up by them.</summary>
public static class TraceTags
{
    /// <summary>The dataset a span works on.</summary>
    public const string Filesystem = "zrepl.filesystem";

    /// <summary>Bytes a step transferred.</summary>
    public const string Bytes = "zrepl.bytes";
}
