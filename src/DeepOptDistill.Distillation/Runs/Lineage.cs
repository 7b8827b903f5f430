using DeepOptDistill.Data.Targets.Mixing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// Makes a trained network the teacher of the next generation: its file answers every view of the transfer set, into a store as any
/// teacher's.
/// </summary>
/// <remarks>Furlanello et al. 2018, Born Again Neural Networks, arXiv 1805.04770.</remarks>
internal sealed class Lineage(CheckedRecipe recipe, RunOptions options, RunFolder folder, string targets)
{
    /// <summary>The network as a teacher.</summary>
    public CheckedTeacher AsTeacher(TrainedModel model)
    {
        var path = Path.GetFullPath(folder.In(model.File));
        var spec = recipe.Described(new TeacherSpec { Name = model.Trainee.Kin!.Name, Model = Path.GetFileName(path) });
        var set = recipe.Transfer;
        using var teacher = Teacher.Open(spec, Path.GetDirectoryName(path)!, set.Shape, set.Classes.Count, threads: 1, set.Task);
        return new CheckedTeacher(teacher.Spec, Path.GetDirectoryName(path)!, teacher.Key);
    }

    /// <summary>What it says of the transfer set; the stores are the caller's to dispose of.</summary>
    public SoftTargetSource Answers(CheckedTeacher teacher, CancellationToken cancel) =>
        new(
            new Labeller([teacher], recipe.TrainImages, targets, options, $"label by {teacher.Spec.Name}").Run(cancel),
            new Mixture(new MeanProbabilities()) { Task = recipe.Dataset.Task }
        )
        {
            Names = [teacher.Spec.Name],
        };
}
