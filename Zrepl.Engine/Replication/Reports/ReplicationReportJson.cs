using System.Text.Json.Serialization;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>Writes and reads <see cref="ReplicationReport"/> without reflection.</summary>
[JsonSerializable(typeof(ReplicationReport))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class ReplicationReportJson : JsonSerializerContext;
