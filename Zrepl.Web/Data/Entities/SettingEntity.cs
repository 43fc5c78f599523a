namespace Zrepl.Web.Data.Entities;

/// <summary>A setting that was made on the dashboard.</summary>
internal sealed class SettingEntity
{
    public required string Name { get; set; }

    /// <summary>Encrypted, since there may be secrets in it.</summary>
    public required string Value { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }
}
