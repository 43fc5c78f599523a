using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Zrepl.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class RunSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Runs_Job_StartedAt",
                table: "Runs",
                columns: new[] { "Job", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Outcome_StartedAt",
                table: "Runs",
                columns: new[] { "Outcome", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PrunedDatasets_Dataset",
                table: "PrunedDatasets",
                column: "Dataset");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_Job_StartedAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Outcome_StartedAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_PrunedDatasets_Dataset",
                table: "PrunedDatasets");
        }
    }
}
