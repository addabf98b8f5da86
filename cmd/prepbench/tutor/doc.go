// Package tutor measures the learner model: on logs in files, and on students
// who are made up here. It never looks at the model's insides.
package tutor
