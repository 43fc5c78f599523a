namespace Zrepl.Zfs.Simulator.Content;

/// <summary>Numbers of object kinds as they stand in send streams (<c>dmu_object_type_t</c>).</summary>
internal static class ObjectTypes
{
    public const uint None = 0;
    public const uint PlainFile = 19;
    public const uint Directory = 20;
    public const uint MasterNode = 21;
    public const uint Volume = 23;
    public const uint VolumeProperties = 24;
    public const uint SystemAttributes = 44;
}
