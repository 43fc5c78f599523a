using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Web.Data.Entities;

/// <summary>What one run did for one dataset.</summary>
internal sealed class RunDatasetEntity
{
    public long Id { get; set; }

    public long RunId { get; set; }

    public required string Dataset { get; set; }

    public FilesystemState State { get; set; }

    public string? Error { get; set; }

    public string? Warning { get; set; }

    public List<RunStepEntity> Steps { get; } = [];
}
