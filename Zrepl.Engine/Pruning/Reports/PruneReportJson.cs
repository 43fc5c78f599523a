using System.Text.Json.Serialization;

namespace Zrepl.Engine.Pruning.Reports;

/// <summary>Writes and reads <see cref="PruneReport"/> without reflection.</summary>
[JsonSerializable(typeof(PruneReport))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class PruneReportJson : JsonSerializerContext;
